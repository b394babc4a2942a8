/** The search page: a form, charts over the results, a table. All of it is in the URL. */

import { get } from "../core/api.js";
import { announce, fill, h } from "../core/dom.js";
import { writeRange } from "../core/range.js";
import { go, here, keep, link } from "../core/router.js";
import { ago, count, dateTime, duration, timeElement, toMilliseconds } from "../core/time.js";
import { bind } from "../parts/keys.js";
import { badCount, download, empty, servicePill, shareBar, show, traceLink } from "../parts/parts.js";
import { firstRun, isEmptyStore } from "../parts/first-run.js";
import { numbers, texts, virtualTable } from "../parts/table.js";
import { extent, resultScatter, spanHeatMap } from "./charts.js";
import { takeFirst } from "./first.js";
import { searchForm } from "./form.js";
import { apiQuery, readQuery, urlQuery } from "./query.js";
import { savedSearches } from "./saved.js";

const LIVE_PAUSE = 3000;

export function open(place, location, signal) {
  let first = takeFirst();
  let query = first?.query ?? readQuery(location.query);
  let asked = new AbortController();
  let traces = [];
  const selected = new Set();
  const form = searchForm(query, (next) => search(next), signal);
  const tools = h("div.tools");
  const charts = h("div.charts");
  const list = h("div");
  const results = h("section.results", { "aria-label": "Results" }, tools, charts, list);
  const live = h("button", { "aria-pressed": "false", title: "Search anew every 3 seconds", onclick: () => setLive(!isLive()) }, "Live");
  const compare = h("button", { disabled: true, onclick: () => go(link(["compare", ...selected])) }, "Compare");
  const saved = savedSearches(() => ({ ...urlQuery(query), ...writeRange(query.range) }), go);
  const archive = h("button", { title: "Traces that are kept for longer, whatever the form says", onclick: () => search({ ...query, isArchive: !query.isArchive }) }, "Archived");
  const isLive = () => live.getAttribute("aria-pressed") === "true";
  signal.addEventListener("abort", () => asked.abort());

  const table = virtualTable({
    label: "Traces", minWidth: 720, height: "calc(100vh - 96px)", sort: readSort(location.query), mark: (trace) => (trace.errors ? "bad" : ""),
    onSort: (sort) => keep({ sort: `${sort.column}${sort.descending ? "d" : "a"}` }), onOpen: (trace) => go(traceLink(trace.traceID)),
    columns: [
      { title: "", width: "36px", cell: (trace) => h("input", { type: "checkbox", "aria-label": `Select ${trace.root.operation} for comparison`, checked: selected.has(trace.traceID), onchange: (event) => select(trace, event.target) }) },
      texts("Start", "168px", (trace) => trace.at, (trace) => timeElement(trace.at)),
      texts("Request", "minmax(180px, 2fr)", (trace) => trace.root.operation, request),
      numbers("Duration", "120px", (trace) => trace.duration, (length) => shareBar(length / longest, duration(length))),
      numbers("Spans", "72px", (trace) => trace.spans),
      numbers("Errors", "72px", (trace) => trace.errors, (errors) => errors ? badCount(errors) : ""),
      texts("Services", "minmax(160px, 3fr)", (trace) => trace.services.length, pills),
    ],
  });
  let longest = 1;

  function request(trace) {
    return h("a", { href: traceLink(trace.traceID), title: trace.traceID },
      h("span.weak", `${trace.root.service} `), trace.root.operation || "(root not received)");
  }

  function pills(trace) {
    const services = [...trace.services].sort((a, b) => b.spans - a.spans);
    const orphans = trace.orphans ? h("span.badge", { title: "Spans whose parents are missing" }, `${count(trace.orphans)} orphans`) : null;
    return h("div.pills", orphans, services.map((one) => servicePill(one.service, ` ${count(one.spans)}`, one.errors > 0)));
  }

  function select(trace, box) {
    if (box.checked) selected.add(trace.traceID);
    else selected.delete(trace.traceID);
    while (selected.size > 2) selected.delete(selected.values().next().value);
    compare.disabled = selected.size !== 2;
    table.redraw();
  }

  /** @param {"push" | "load" | "silent"} manner with a step in the history, without, or without anything seen of it */
  function search(next, manner = "push") {
    query = next;
    if (manner === "push") {
      const range = writeRange(next.range);
      const sort = here().query.get("sort");
      const url = link(["search"], { ...urlQuery(next), ...range, sort });
      if (url !== window.location.pathname + window.location.search) history.pushState(null, "", url);
    }
    asked.abort();
    asked = new AbortController();
    return load(asked.signal, manner === "silent");
  }

  async function load(wanted, isSilent) {
    results.setAttribute("aria-busy", "true");
    const work = async () => {
      const answering = first?.answer ?? (query.isArchive ? get("archive", { limit: 1000 }, wanted) : get("search", apiQuery(query), wanted));
      first = null;
      const answer = await answering.catch((error) => {
        if (query.filter && error.status === 400) form.refuse(error.message.replace(`unable to parse param 'filter': "${query.filter}", `, ""));
        throw error;
      });
      wanted.throwIfAborted();
      // A copy that is damaged has no outline.
      traces = answer.traces.filter((trace) => trace.root).map((trace) => ({ ...trace, at: toMilliseconds(trace.start) }));
      longest = Math.max(1, ...traces.map((trace) => trace.duration));
      if (traces.length === 0 && await isNew) return welcome();
      draw(wanted);
    };
    if (isSilent) await work().catch(() => {});
    else await show(list, work, () => search(query, "load"));
    if (!wanted.aborted) results.setAttribute("aria-busy", "false");
    if (isLive() && !wanted.aborted && !signal.aborted) {
      setTimeout(() => {
        if (wanted.aborted || signal.aborted || !isLive()) return;
        const length = query.range.to - query.range.from;
        const range = query.range.relative && query.range.relative !== "all" ? { ...query.range, from: Date.now() - length, to: Date.now() } : query.range;
        search({ ...query, range }, "silent");
      }, LIVE_PAUSE);
    }
  }

  function draw(wanted) {
    archive.setAttribute("aria-pressed", String(query.isArchive));
    const isFull = traces.length === query.limit && !query.isArchive;
    announce(`${traces.length} traces found`);
    fill(tools, h("h1.grow", `${count(traces.length)}${isFull ? " newest" : query.isArchive ? " archived" : ""} ${traces.length === 1 ? "trace" : "traces"}`,
      traces.length ? h("span.weak", ` · newest ${ago(traces[0].at)}`) : ""),
    saved, archive, live, compare, h("button", { disabled: !traces.length, onclick: () => download("traces.json", "application/json", JSON.stringify(traces, null, 1)) }, "Download"));
    if (traces.length === 0) {
      fill(charts);
      return fill(list, nothing());
    }
    // Charts ask for colours, a table for its height: in this order, and each before it is in the page, nothing is laid out for that.
    drawCharts(wanted);
    table.show(traces);
    if (table.element.parentNode !== list) fill(list, table.element);
  }

  function nothing() {
    if (query.isArchive) return empty("No trace is archived", h("p", "“Keep” on the page of a trace copies it to where retention removes nothing."));
    return empty("No trace matches", h("p", "Nothing between ", dateTime(Math.max(0, query.range.from)), " and ", dateTime(query.range.to), " fulfils this search."),
      query.range.relative === "all" ? null : h("p", h("button", { onclick: () => {
        const next = { ...query, range: { from: 0, to: Date.now() + 86400000, relative: "all" } };
        form.set(next);
        search(next);
      } }, "Search all time")));
  }

  async function drawCharts(wanted) {
    const axis = extent(query.isArchive ? { from: 0, to: Date.now(), relative: "all" } : query.range, traces);
    const brush = (from, to) => {
      const next = { ...query, range: { from, to, relative: null } };
      form.set(next);
      search(next);
    };
    const points = resultScatter(traces, axis, (trace) => go(traceLink(trace.traceID)), brush);
    const left = h("section.panel", h("h2", "Traces found"), points.element);
    const right = charts.children[1] ?? h("section.panel", h("h2", "All matching spans"));
    fill(charts, left, !query.isArchive && right);
    if (query.isArchive) return;
    try {
      const map = await spanHeatMap(query, axis, wanted, brush);
      const cut = map.countedSince ? h("span.weak", ` counted since ${dateTime(toMilliseconds(map.countedSince))}`) : null;
      fill(right, h("h2", "All matching spans ", h("span.weak", count(map.spans)), cut), map.view.element);
    } catch (error) {
      if (error.name !== "AbortError") fill(right, h("h2", "All matching spans"), h("p.weak", error.message));
    }
  }

  function setLive(on) {
    live.setAttribute("aria-pressed", String(on));
    if (on) search(query, "silent");
  }

  bind("This page", [
    ["f", "Text to search for", () => form.focus()],
    ["r", "Search anew", () => search(query, "load")],
    ["l", "Live on or off", () => setLive(!isLive())],
    ["c", "Compare the two selected traces", () => compare.click()],
  ]);

  /** Whether nothing at all is stored: asked beside the first search, which waits for it only when it finds nothing. */
  let isNew = isEmptyStore(signal, form.services).catch(() => false);

  function welcome() {
    fill(place, firstRun(signal, () => {
      isNew = false;
      query = { ...query, range: { ...query.range, from: Date.now() - 3600000, to: Date.now() } };
      begin();
      setLive(true);
    }));
  }

  function begin() {
    fill(place, h("div.search", form.element, results));
    form.set(query);
    search(query, "load");
  }
  begin();

  return {
    update(next) {
      query = readQuery(next.query);
      form.set(query);
      search(query, "load");
      return true;
    },
  };
}

function readSort(parameters) {
  const match = /^(\d)([ad])$/.exec(parameters.get("sort") ?? "");
  return match ? { column: Number(match[1]), descending: match[2] === "d" } : { column: 1, descending: true };
}
