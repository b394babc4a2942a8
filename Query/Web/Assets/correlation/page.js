/** Everything under one correlation ID. */

import { apiURL, get } from "../core/api.js";
import { serviceColor } from "../core/colors.js";
import { fill, h } from "../core/dom.js";
import { go, here, keep, link } from "../core/router.js";
import { clock, count, duration, percent, timeElement, toMilliseconds } from "../core/time.js";
import { badCount, copyButton, dataTable, empty, failure, figure, loading, options, servicePill, shareBar, swatch, traceLink } from "../parts/parts.js";
import { virtualTable } from "../parts/table.js";
import { severityColor } from "../logs/histogram.js";
import { fetchTrace } from "../trace/trace.js";
import { axis, forestRows } from "./forest.js";

/** Traces whose spans are drawn at once; the others show as one bar each. */
const DRAWN = 40;

export function open(place, location, signal) {
  const id = location.rest[0] ?? "";
  load();

  async function load() {
    fill(place, loading("Loading everything under this ID"));
    try {
      const report = await get(`correlations/${encodeURIComponent(id)}`, {}, signal);
      if (!signal.aborted) draw(place, id, report, signal);
    } catch (error) {
      if (signal.aborted) return;
      fill(place, error.status === 404
        ? empty("Nothing is stored under this ID", h("p", "No span and no log record carries ", h("code", id), ". IDs are looked for in trace IDs and in attributes such as ", h("code", "correlation.id"), " and ", h("code", "x-request-id"), "."),
          h("p", h("button", { onclick: load }, "Look again"), " ", h("a.button", { href: link(["search"]) }, "Search")))
        : h("div.page", failure(error, load)));
    }
  }
  return { update: (next) => next.rest[0] === id };
}

function draw(place, id, report, signal) {
  const time = axis(report);
  const traces = new Map();
  const at = toMilliseconds(time.base);
  const fewest = report.spans > 400 ? "requests" : "all";
  const detail = h("select", { "aria-label": "Which spans", onchange: () => { keep({ spans: detail.value }); rows(); } },
    options([["all", "All spans"], ["requests", "Requests between services"], ["none", "Traces only"]]));
  detail.value = here().query.get("spans") ?? fewest;
  const withLogs = h("input", { type: "checkbox", checked: true, onchange: () => rows() });
  const table = forestTable(time);
  const rows = () => table.show(forestRows(report, traces, detail.value || fewest, time.base).filter((row) => row.kind !== "log" || withLogs.checked));
  const errors = report.services.reduce((sum, one) => sum + one.errors, 0);
  fill(place, h("div.page",
    h("div.row.wrap", h("h1.grow.breaks", "Correlation ", h("code", id)), copyButton(id, "Copy ID"),
      h("a.button", { href: link(["logs"], { correlationID: id, range: "all" }) }, "Logs"),
      h("a.button", { href: apiURL(`correlations/${encodeURIComponent(id)}/otlp`), download: `${id}.otlp.jsonl` }, "Download")),
    h("dl.figures", [["Began", timeElement(at)], ["Lasted", duration(time.length)], ["Traces", count(report.traces.length)], ["Spans", count(report.spans)],
      ["Services", count(report.services.length)], ["Log records", count(report.logs.length)], ["Failed requests", count(errors)]].map(([name, value]) => figure(name, value))),
    notices(report),
    h("section.panel", h("header", h("h2.grow", "What happened"), h("label.row", withLogs, "Logs"), detail), table.element),
    h("div.grid.wide", services(report), causes(report))));
  rows();
  (async () => {
    for (const found of report.traces.slice(0, DRAWN)) {
      const trace = await fetchTrace(found.traceID, signal).catch(() => null);
      if (signal.aborted) return;
      if (trace) traces.set(found.traceID, trace);
      rows();
    }
  })();
}

function forestTable(time) {
  const bar = (row, color, title) => h("div.track", { title }, h("i", { style: {
    left: `${(100 * row.at) / time.length}%`, width: `${(100 * row.length) / time.length}%`, background: color,
  } }));
  const open = (row) => {
    if (row.kind === "trace") return traceLink(row.trace.traceID);
    if (row.kind === "span") return traceLink(row.trace.id, { span: row.trace.spanID(row.place) });
    return row.log.traceID ? traceLink(row.log.traceID, { span: row.log.spanID }) : link(["logs"]);
  };
  const indent = (row) => ({ style: { "padding-left": `${Math.min(row.depth, 24) * 12}px` }, href: open(row) });
  const names = {
    trace: (row) => h("a.strong", indent(row), `${row.trace.root?.service ?? "trace"}: ${row.trace.root?.operation ?? row.trace.traceID}`),
    span: (row) => h("a.name", indent(row), swatch(row.trace.service(row.place)), h("span.weak", row.trace.service(row.place)), row.trace.name(row.place)),
    log: (row) => h("a.weak", { ...indent(row), title: row.log.body }, `${clock(toMilliseconds(row.log.time), 3)} ${row.log.body}`),
  };
  const bars = {
    trace: (row) => bar(row, "var(--line-strong)", duration(row.length)),
    span: (row) => bar(row, serviceColor(row.trace.service(row.place)), duration(row.length)),
    log: (row) => h("div.track", h("b", { style: { left: `${(100 * row.at) / time.length}%`, background: severityColor(row.log.severity) } })),
  };
  return virtualTable({
    label: "Traces, spans and log records on one time axis", minWidth: 720, rowHeight: 24, height: "64vh",
    onOpen: (row) => go(open(row)),
    mark: (row) => (row.kind === "span" ? (row.trace.isError(row.place) ? "bad" : "") : row.kind === "log" && /^(error|fatal)/.test(row.log.severity) ? "bad" : ""),
    columns: [
      { title: "Request", width: "minmax(260px, 2fr)", cell: (row) => names[row.kind](row) },
      { title: `0 – ${duration(time.length)}`, width: "3fr", cell: (row) => bars[row.kind](row) },
      { title: "Duration", width: "88px", number: true, cell: (row) => (row.kind === "log" ? h("span", { style: { color: severityColor(row.log.severity) } }, row.log.severity) : duration(row.length)) },
    ],
  });
}

function notices(report) {
  const list = [];
  const sum = (name) => report.traces.reduce((total, trace) => total + trace[name].length, 0);
  if (report.isCutShort) list.push("There is more than what is shown: a limit left something out.");
  if (report.traces.length > DRAWN) list.push(`The spans of the first ${DRAWN} traces are drawn; the others show as one bar each.`);
  if (sum("missingParents")) list.push(`${count(sum("missingParents"))} spans have parents that are not here: lost, or not arrived yet.`);
  if (sum("clockCorrections")) {
    const most = Math.max(...report.traces.flatMap((trace) => trace.clockCorrections.map((one) => Math.abs(one.nanoseconds))));
    list.push(`Clocks differed: ${count(sum("clockCorrections"))} spans were moved, by up to ${duration(most)}.`);
  }
  if (report.silentServices.length) list.push(`These services logged, but sent no span: ${report.silentServices.join(", ")}.`);
  return list.map((text) => h("div.notice.careful", text));
}

function services(report) {
  const total = report.criticalPath || 1;
  const list = [...report.services].sort((a, b) => b.criticalPath - a.criticalPath);
  return h("section.panel", h("h2", "Services: rate, errors, durations, share of the waiting"), dataTable(
    "Services", ["Service"], ["Requests", "Failed", "p50", "p95", "Longest", "Critical path"], list.map((one) => [
      h("a", { href: link(["services", one.service]) }, servicePill(one.service)), count(one.count), badCount(one.errors),
      ...[one.p50, one.p95, one.max].map(duration),
      shareBar(one.criticalPath / total, `${duration(one.criticalPath)} · ${percent(one.criticalPath / total)}`),
    ])));
}

function causes(report) {
  const each = (name, make) => report.traces.flatMap((trace) => trace[name].map((one) => h("li", make(trace, one))));
  const name = (trace, one, span = one.spanID) => h("a.breaks", { href: traceLink(trace.traceID, { span }) }, `${one.service}: ${one.operation}`);
  const failures = each("failures", (trace, one) => [name(trace, one), h("div.weak", one.isHandled ? "An ancestor handled it." : one.reachesSpanID === one.spanID ? "It was not passed on." : "It was felt up to ", !one.isHandled && one.reachesSpanID !== one.spanID && h("a", { href: traceLink(trace.traceID, { span: one.reachesSpanID }) }, "this span"))]);
  const retries = each("retries", (trace, one) => [name(trace, one, one.spanIDs[0]), h("div.weak", `${one.spanIDs.length} attempts, ${one.hasSucceeded ? "the last succeeded" : "none succeeded"}, ${duration(one.wasted)} wasted`)]);
  const missing = each("missingParents", (trace, one) => [name(trace, one), h("div.weak", "Its parent ", h("code", one.parentSpanID), " is not here.")]);
  const part = (title, list, none) => [h("h2", `${title} (${count(list.length)})`), list.length ? h("ul.plain", list) : h("p.weak", none)];
  return h("section.panel", part("Where failures began", failures, "Nothing failed."), part("Retries", retries, "Nothing was tried again."), part("Gaps", missing, "All parents are here."));
}
