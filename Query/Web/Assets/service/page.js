/** One service, or one of its operations: rate, errors, durations, neighbours, versions, failures, logs. */

import { get } from "../core/api.js";
import { h } from "../core/dom.js";
import { apiRange } from "../core/range.js";
import { link } from "../core/router.js";
import { ago, count, duration, percent, rate, timeElement, toMilliseconds } from "../core/time.js";
import { frame, linkRange, stepOf } from "../parts/frame.js";
import { badShare, dataTable, empty, figure, servicePill, swatch, traceLink } from "../parts/parts.js";
import { errorShare, QUANTILES, redCharts, REQUESTS } from "../overview/series.js";
import { LISTED, operationsPanel } from "./operations.js";
import { severityBars } from "../logs/histogram.js";
import { open as openOverview } from "../overview/page.js";

export function open(place, location, signal) {
  const service = location.rest[0];
  if (service === undefined) {
    const overview = openOverview(place, location, signal);
    return { update: (next) => next.rest.length === 0 && overview.update(next) };
  }
  const operation = location.query.get("operation") ?? "";
  const kind = location.query.get("kind") ?? "";
  const links = () => ({ service, operation, ...linkRange(page.range) });
  const page = frame(place, {
    location, signal,
    title: [swatch(service), " ", operation ? h("a", { href: link(["services", service]) }, service) : service || "(no name)", operation && ` · ${operation}`],
    tools: [
      h("a.button", { href: link(["search"]), onclick: (event) => { event.currentTarget.href = link(["search"], links()); } }, "Traces"),
      h("a.button", { href: link(["logs"]), onclick: (event) => { event.currentTarget.href = link(["logs"], { service, ...linkRange(page.range) }); } }, "Logs"),
    ],
    load: (range, wanted) => (operation ? ofOperation : ofService)(range, wanted),
  });

  const brush = (from, to) => page.choose({ from, to, relative: null });

  async function ofService(range, wanted) {
    const times = apiRange(range);
    const [overview, answer, logs] = await Promise.all([
      get(`services/${encodeURIComponent(service)}`, { ...times, limit: LISTED }, wanted).catch((error) => {
        if (error.status === 404) return null;
        throw error;
      }),
      get("red", { ...times, service, kind: REQUESTS, step: `${stepOf(range)}m`, quantiles: QUANTILES.join(","), exemplars: true }, wanted),
      severityBars({ service }, range, brush, wanted),
    ]);
    if (!overview) return empty(`No span of ${service} was ever received`, h("p", h("a", { href: link([]) }, "All services")));
    if (!overview.operationCount) return page.nothing(`${service} sent no spans in this time`);
    const marks = overview.versions.length > 1 || overview.versions.some((one) => toMilliseconds(one.first) > range.from + 60000 * stepOf(range))
      ? overview.versions.filter((one) => one.version).map((one) => ({ x: toMilliseconds(one.first), text: one.version })) : [];
    return [
      summary(overview.requests),
      h("div.grid", redCharts(answer, answer.groups[0]?.points, { onBrush: brush, marks }), logs),
      operationsPanel(overview, range, wanted),
      h("div.grid", h("section.panel", h("h2", "Recent failures"), failures(overview.errors.slice(0, 20))), calls("Called by", overview.callers.slice(0, 50)), calls("Calls", overview.callees.slice(0, 50)), versions(overview)),
    ];
  }

  async function ofOperation(range, wanted) {
    const times = apiRange(range);
    const ask = { ...times, service, operation, kind, quantiles: QUANTILES.join(",") };
    const [answer, whole, found] = await Promise.all([
      get("red", { ...ask, step: `${stepOf(range)}m`, exemplars: true }, wanted),
      get("red", ask, wanted),
      get("search", { ...times, service, operation, status: "error", limit: 20 }, wanted),
    ]);
    const point = whole.groups[0]?.points[0];
    if (!point) return page.nothing(`${operation} was not called in this time`);
    return [
      summary(point),
      h("div.grid", redCharts(answer, answer.groups[0]?.points, { onBrush: brush })),
      h("section.panel", h("h2", "Recent traces in which it failed"), failures(found.traces.map((one) => ({
        traceID: one.traceID, time: one.start, duration: one.duration, operation: `${one.root.service}: ${one.root.operation}`, kind: "trace",
      })))),
    ];
  }

  function calls(title, list) {
    if (!list.length) return null;
    return h("section.panel", h("h2", title), figuresTable(title, "Service", list, (one) => [
      one.link === "rpc" || one.link === "messaging"
        ? h("a", { href: link(["services", one.service], linkRange(page.range)) }, servicePill(one.service)) : h("span", one.service),
      " ", h("span.badge", one.link),
    ]));
  }
  const isSame = ({ rest, query }) => rest[0] === service && (query.get("operation") ?? "") === operation && (query.get("kind") ?? "") === kind;
  return { update: (next) => isSame(next) && page.update(next) };
}

function summary(point) {
  if (!point) return h("p.notice", "It answers no requests in this time: it only calls, or works for itself.");
  const entries = [["Requests", count(point.count)], ["Rate", rate(point.rate)], ["Failed", `${percent(errorShare(point))} (${count(point.errors)})`],
    ...QUANTILES.map((quantile, index) => [`p${quantile * 100}`, duration(point.quantiles[index])]), ["Longest", duration(point.max)]];
  return h("dl.figures", entries.map(([name, value]) => figure(name, value)));
}

function figuresTable(label, head, list, name) {
  const hasQuantiles = list.some((one) => one.quantiles?.length);
  return dataTable(label, [head], ["Calls", "Failed", ...(hasQuantiles ? ["p50", "p95", "p99"] : ["Mean"])], list.map((one) => [
    name(one), count(one.count), badShare(errorShare(one)), ...(hasQuantiles ? one.quantiles.slice(0, 3) : [one.mean]).map(duration),
  ]));
}

function failures(list) {
  if (!list.length) return h("p.weak", "None in this time.");
  return h("ul.plain", list.map((one) => h("li", h("a.breaks", { href: traceLink(one.traceID, { span: one.spanID }) }, one.operation || "(no name)"),
    h("div.weak", timeElement(toMilliseconds(one.time), ago(toMilliseconds(one.time))), ` · ${duration(one.duration)}`,
      one.httpStatus ? ` · HTTP ${one.httpStatus}` : "", one.type ? ` · ${one.type}` : ""),
    one.message && h("div.error.breaks", one.message))));
}

function versions(overview) {
  const known = overview.versions.filter((one) => one.version);
  if (!known.length) return null;
  return h("section.panel", h("h2", "Versions"), dataTable("Versions", ["Version", "First seen", "Last seen"], ["Spans"], known.map((one) => [
    one.version, timeElement(toMilliseconds(one.first)), timeElement(toMilliseconds(one.last)), count(one.spans),
  ])),
    overview.versionsAreComplete ? null : h("p.weak", "Of the newest spans only."));
}
