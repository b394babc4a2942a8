/** Log records: search, counts over time, patterns, live tail. All of it is in the URL. */

import { get } from "../core/api.js";
import { announce, fill, h } from "../core/dom.js";
import { apiRange } from "../core/range.js";
import { keep, link } from "../core/router.js";
import { clock, count, dateTime, timeElement, toMilliseconds } from "../core/time.js";
import { frame } from "../parts/frame.js";
import { bodyText, dataTable, empty, options, servicePill, tabs, traceLink } from "../parts/parts.js";
import { severityBars, severityColor } from "./histogram.js";

const NAMES = ["text", "service", "severity", "attribute", "traceID", "correlationID", "regex"];
const PAGE = 200;
const TAIL_PAUSE = 2000;

export function open(place, location, signal) {
  const input = (name, placeholder, label) => h("input", { type: "search", name, placeholder, "aria-label": label ?? placeholder, autocomplete: "off", spellcheck: "false" });
  const words = h("datalist", { id: "log-services" });
  const fields = {
    text: input("text", "Text in the message"), regex: input("regex", "Regular expression"), service: input("service", "Service"),
    severity: h("select", { name: "severity", "aria-label": "Least severity", onchange: submit }, options([["", "Any severity"], ...["debug", "info", "warn", "error", "fatal"].map((one) => [one, `${one} and worse`])])),
    attribute: input("attribute", "key=value", "Attribute, key=value"), traceID: input("traceID", "Trace ID"), correlationID: input("correlationID", "Correlation ID"),
  };
  fields.service.setAttribute("list", words.id);
  const live = h("button", { "aria-pressed": "false", title: "Show records as they arrive", onclick: () => setLive(live.getAttribute("aria-pressed") !== "true") }, "Live tail");
  const form = h("form.row.wrap.filters", { role: "search", "aria-label": "Search log records", onsubmit: (event) => { event.preventDefault(); submit(); } }, Object.values(fields), words, h("button.primary", { type: "submit" }, "Search"));
  const list = h("div.records", { role: "list", "aria-label": "Log records" });
  const chart = h("div");
  let view = "records";
  let timer = 0;
  read(location.query);
  get("/api/v3/services", {}, signal).then(({ services }) => fill(words, options(services))).catch(() => {});

  const page = frame(place, {
    title: "Logs", location, signal, tools: [live], extent,
    async load(range, wanted) {
      if (timer) range = { ...range, from: Math.max(range.from, Date.now() - 900000), to: Date.now() + 1000 };
      const query = asked();
      const [bars, content] = await Promise.all([
        severityBars(query, range, (from, to) => page.choose({ from, to, relative: null }), wanted, 110),
        view === "records" ? records(query, range, wanted) : patterns(query, range, wanted),
      ]);
      fill(chart, bars);
      return [form, chart, tabs("What to show", [{ id: "records", title: "Records" }, { id: "patterns", title: "Patterns" }], view, (id) => { view = id; keep({ view: id === "records" ? "" : id }); page.reload(); }), content];
    },
  });
  signal.addEventListener("abort", () => clearInterval(timer));

  function read(query) {
    for (const name of NAMES) fields[name].value = query.get(name) ?? "";
    view = query.get("view") === "patterns" ? "patterns" : "records";
  }

  function asked() {
    return Object.fromEntries(NAMES.map((name) => [name, fields[name].value.trim()]));
  }

  function submit() {
    keep(asked());
    page.reload();
  }

  function setLive(on) {
    live.setAttribute("aria-pressed", String(on));
    clearInterval(timer);
    timer = on ? setInterval(() => { if (!document.hidden && !list.querySelector("details[open]")) page.reload(true); }, TAIL_PAUSE) : 0;
    page.reload();
  }

  async function records(query, range, wanted) {
    const answer = await get("logs", { ...query, ...apiRange(range), limit: PAGE }, wanted);
    if (!answer.logs.length) return empty("No log record matches", h("p", `Nothing between ${dateTime(range.from)} and ${dateTime(range.to)} fulfils this search.`),
      h("p", h("button", { onclick: () => page.choose({ from: 0, to: Date.now() + 86400000, relative: "all" }) }, "Search all time")));
    announce(`${answer.logs.length} log records`);
    const more = h("button", { onclick: () => older(answer.next) }, "Older records");
    async function older(after) {
      more.disabled = true;
      const next = await get("logs", { ...query, ...apiRange(range), limit: PAGE, after }, signal);
      list.append(...next.logs.map((record) => line(record)));
      more.remove();
      if (next.next) list.append(h("button", { onclick: (event) => { event.target.remove(); older(next.next); } }, "Older records"));
    }
    return fill(list, answer.logs.map((record) => line(record)), answer.next && more);
  }

  async function patterns(query, range, wanted) {
    const answer = await get("logs/patterns", { ...query, ...apiRange(range), limit: 200 }, wanted);
    if (!answer.patterns.length) return empty("No log record matches");
    return dataTable("Patterns", ["Severity", "Pattern", "Services", "Latest"], ["Records"], answer.patterns.map((one) => [
      severities(one.severities),
      h("button.plain.breaks.mono", { title: "Show its records", onclick: () => { fields.text.value = longest(one.pattern); view = "records"; keep({ view: "" }); submit(); } }, one.pattern),
      Object.keys(one.services).slice(0, 4).map((service) => servicePill(service)), timeElement(toMilliseconds(one.last)), count(one.count),
    ]), h("caption.weak", `${count(answer.records)} records; ${count(answer.otherRecords)} have none of these patterns`));
  }

  return { update(next) { read(next.query); return page.update(next); } };
}

/** From the first record to the last. */
async function extent(signal) {
  const ends = await Promise.all(["oldest", "newest"].map((order) => get("logs", { order, limit: 1 }, signal)));
  const [from, to] = ends.map(({ logs: [record] }) => (record ? toMilliseconds(record.time ?? record.observedTime ?? 0) : Date.now()));
  const margin = Math.max(60000, (to - from) * 0.01);
  return { from: Math.max(0, from - margin), to: to + margin };
}

const severities = (counts) => Object.keys(counts).map((word) => h("span", { style: { color: severityColor(word) } }, `${word} `));

/** The longest fixed part of a pattern, which finds most of its records. Exported for its test. */
export function longest(pattern) {
  return pattern.split("<*>").map((part) => part.trim()).reduce((best, part) => (part.length > best.length ? part : best), "");
}

/** A record as one line that opens. */
function line(record) {
  const at = toMilliseconds(record.time ?? record.observedTime ?? 0);
  const body = bodyText(record);
  const word = record.severity || "unspecified";
  const details = h("details", h("summary", timeElement(at, `${dateTime(at).slice(5, 10)} ${clock(at, 3)}`),
    h("b", { style: { color: severityColor(word) } }, word), h("span.weak.cut", record.service ?? ""), h("span.mono.cut", body)));
  details.addEventListener("toggle", () => { if (details.open && details.children.length === 1) details.append(facts(record, body)); });
  return h("div", { role: "listitem" }, details);
}

function facts(record, body) {
  const row = ({ key, value }) => [h("dt", key), h("dd.mono.breaks", typeof value === "string" ? value : JSON.stringify(value))];
  return h("div.facts",
    h("pre", body),
    h("div.row.wrap", record.traceID && h("a.button", { href: traceLink(record.traceID, { span: record.spanID }) }, "Trace"),
      record.correlationID && h("a.button", { href: link(["correlation", record.correlationID]) }, "Correlation"),
      record.service && h("a.button", { href: link(["services", record.service]) }, "Service")),
    h("dl.pairs", (record.attributes ?? []).map(row), record.scope?.name ? row({ key: "scope", value: record.scope.name }) : null, (record.resource ?? []).map(row)));
}
