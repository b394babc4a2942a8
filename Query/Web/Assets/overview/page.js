/** All services at a glance, those with problems first. */

import { get } from "../core/api.js";
import { serviceColor, token } from "../core/colors.js";
import { h } from "../core/dom.js";
import { apiRange } from "../core/range.js";
import { go, link } from "../core/router.js";
import { count, duration, percent, rate } from "../core/time.js";
import { sparkline } from "../charts/charts.js";
import { frame, linkRange, stepOf } from "../parts/frame.js";
import { figure, swatch } from "../parts/parts.js";
import { numbers, texts, virtualTable } from "../parts/table.js";
import { everyStep, errorShare, QUANTILES, redCharts, REQUESTS } from "./series.js";

export function open(place, location, signal) {
  let table = null;
  const filter = h("input", { type: "search", placeholder: "Filter services", "aria-label": "Filter services", oninput: () => table?.filter() });
  const page = frame(place, {
    title: "Services", location, signal, tools: [filter],
    async load(range, wanted) {
      const rows = await figures(range, wanted);
      if (rows.services.length === 0) return page.nothing("No spans in this time");
      const total = rows.services.reduce((sum, row) => [sum[0] + row.count, sum[1] + row.errors], [0, 0]);
      table ??= serviceTable(() => page.range, filter);
      table.show(rows.services);
      return [
        h("dl.figures", figure("Services", count(rows.services.length)), figure("With problems", count(rows.services.filter((row) => row.state).length)),
          figure("Requests", count(total[0])), figure("Failed", percent(total[0] ? total[1] / total[0] : 0))),
        h("div.grid", redCharts(rows.total, rows.total.groups[0]?.points, {
          onBrush: (from, to) => page.choose({ from, to, relative: null }),
        })),
        table.element,
      ];
    },
  });
  return page;
}

/** What the table shows of each service; those that only call, or only work for themselves, have spans alone. */
async function figures(range, signal) {
  const ask = (parameters) => get("red", { ...apiRange(range), kind: REQUESTS, ...parameters }, signal);
  const step = `${stepOf(range)}m`;
  const quantiles = QUANTILES.join(",");
  const coarse = `${Math.max(1, Math.ceil((range.to - range.from) / 60000 / 40))}m`;
  const [whole, stepwise, all, total] = await Promise.all([
    ask({ by: "service", quantiles }), ask({ by: "service", step: coarse, quantiles: 0.95 }),
    ask({ by: "service", kind: null }), ask({ step, quantiles, exemplars: true }),
  ]);
  const services = all.groups.map(({ service, points }) => {
    const point = find(whole, service)?.points[0];
    const steps = find(stepwise, service)?.points ?? [];
    const share = errorShare(point);
    return {
      service, spans: points[0].count, count: point?.count ?? 0, errors: point?.errors ?? 0, share, rate: point?.rate ?? 0,
      quantiles: point?.quantiles ?? [], state: share >= 0.05 ? "bad" : share > 0.005 ? "careful" : "",
      rates: everyStep(stepwise, steps, (one) => one.rate, 0).map(([, value]) => value),
      slow: everyStep(stepwise, steps, (one) => one.quantiles[0]).map(([, value]) => value),
    };
  });
  return { services, total };
}

const find = (answer, service) => answer.groups.find((group) => group.service === service);

/** Problems first: by the share that failed, then by how much there is. */
const problem = (row) => row.share * 1e12 + row.rate * 1e3 + row.spans / 1e9;

function serviceTable(range, filter) {
  let rows = [];
  const open = (row) => link(["services", row.service], linkRange(range()));
  const time = (index) => (row) => (row.quantiles.length ? duration(row.quantiles[index]) : "–");
  const order = (index) => (row) => row.quantiles[index] ?? -1;
  const table = virtualTable({
    label: "Services", minWidth: 860, rowHeight: 36, height: "none", sort: { column: 1, descending: true },
    mark: (row) => row.state, onOpen: (row) => go(open(row)),
    columns: [
      texts("Service", "minmax(180px, 2fr)", (row) => row.service, (row) => h("a.name", { href: open(row) }, swatch(row.service), row.service || "(no name)")),
      { title: "Failed", width: "88px", number: true, order: problem, cell: (row) => (row.count ? h(row.state ? `span.badge.${row.state}` : "span", percent(row.share)) : "–") },
      numbers("Requests", "100px", (row) => row.rate, (_, row) => (row.count ? rate(row.rate) : h("span.weak", `${count(row.spans)} spans`))),
      { title: "", width: "116px", cell: (row) => (row.count ? sparkline(row.rates, serviceColor(row.service), `Requests of ${row.service} over time`) : "") },
      { title: "p50", width: "84px", number: true, order: order(0), cell: time(0) },
      { title: "p95", width: "84px", number: true, order: order(1), cell: time(1) },
      { title: "p99", width: "84px", number: true, order: order(2), cell: time(2) },
      { title: "p95 over time", width: "116px", cell: (row) => (row.count ? sparkline(row.slow, token("--warn"), `95th percentile of ${row.service} over time`) : "") },
      { title: "", width: "76px", cell: (row) => h("a", { href: link(["search"], { service: row.service, ...linkRange(range()) }), "aria-label": `Traces of ${row.service}` }, "Traces") },
    ],
  });
  const filterRows = () => table.show(rows.filter((row) => row.service.toLowerCase().includes(filter.value.trim().toLowerCase())));
  return { element: table.element, filter: filterRows, show(list) { rows = list; filterRows(); } };
}
