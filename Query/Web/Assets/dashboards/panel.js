/** Draws one panel: time series, numbers, tables, heat maps, texts. */

import { h } from "../core/dom.js";
import { count } from "../core/time.js";
import { bars, heatMap, lines, sparkline } from "../charts/charts.js";
import { legend } from "../overview/series.js";
import { queryInstant, queryRange, seriesColor, toSeries, unitFormat } from "../metrics/prom.js";
import { dataTable, traceLink } from "../parts/parts.js";
import { interpolate } from "./model.js";

const DRAWN = 30;

/** @returns {Promise<HTMLElement | HTMLElement[]>} */
export async function drawPanel(panel, values, range, step, onBrush, signal) {
  if (panel.type === "text") return h("pre.prose", panel.content);
  const expressions = panel.targets.map((one) => ({ ...one, expr: interpolate(one.expr, values, range, step) }));
  if (!expressions.length) return h("p.weak", "This panel asks nothing.");
  const format = unitFormat(panel.unit);
  const makers = { table, stat, gauge: stat, heatmap, timeseries, graph: timeseries, barchart: timeseries };
  const maker = makers[panel.type];
  if (!maker) return h("p.weak", `Panels of the kind "${panel.type}" are not drawn here.`);
  return maker({ panel, expressions, range, step, format, onBrush, signal, height: Math.max(120, panel.h * 30 - 72) });
}

const axis = (range) => ({ from: range.from, to: range.to, time: true });
const nothing = () => h("p.weak", "No data in this time.");

async function seriesOf({ expressions, range, step, signal }) {
  const answers = await Promise.all(expressions.map((one) => queryRange(one.expr, range, step, signal)));
  return answers.flatMap(({ result }, index) => toSeries(result, range, step, expressions[index].legend)).map((line, index) => ({ ...line, color: seriesColor(index) }));
}

async function timeseries(options) {
  const { panel, range, format, onBrush, height, step } = options;
  const series = (await seriesOf(options)).slice(0, DRAWN);
  if (!series.length) return nothing();
  const shared = { label: panel.title, height, x: axis(range), series, format, onBrush };
  const view = panel.stacked ? bars({ ...shared, width: step * 1000, floor: 0 }) : lines(shared);
  return [view.element, legend(...series.map((line) => [line.name, line.color]))];
}

async function stat(options) {
  const { panel, format } = options;
  const series = await seriesOf(options);
  if (!series.length) return nothing();
  return h("div.stats", series.slice(0, 12).map((line) => {
    const values = line.points.map(([, value]) => value);
    const last = values.findLast((value) => value !== null);
    return h("div.stat", series.length > 1 && h("div.weak", line.name), h("strong", last === undefined ? "–" : format(last)), sparkline(values, line.color, `${panel.title} over time`, 160, 28));
  }));
}

async function table({ panel, expressions, range, format, signal }) {
  const answers = await Promise.all(expressions.map((one) => queryInstant(one.expr, range.to, signal)));
  const rows = answers.flatMap(({ result }) => (Array.isArray(result) ? result : [])).filter((one) => one.value);
  if (!rows.length) return nothing();
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row.metric)))].filter((key) => key !== "__name__").slice(0, 12);
  rows.sort((a, b) => Number(b.value[1]) - Number(a.value[1]));
  return dataTable(panel.title, keys, ["value"], rows.slice(0, 200).map((row) => [
    ...keys.map((key) => (key === "trace_id" ? h("a", { href: traceLink(row.metric[key]) }, row.metric[key]) : row.metric[key] ?? "")), format(Number(row.value[1])),
  ]));
}

/** Buckets of a classic histogram, by their bound `le`. */
async function heatmap({ panel, expressions, range, step, height, onBrush, signal }) {
  const { result } = await queryRange(expressions[0].expr, range, step, signal);
  const rows = result.filter((one) => one.values && Number(one.metric.le) < Infinity).map((one) => ({ bound: Number(one.metric.le), at: new Map(one.values.map(([at, value]) => [at, Number(value)])) })).sort((a, b) => a.bound - b.bound);
  const cells = [];
  rows.forEach((row, index) => {
    for (const [at, value] of row.at) {
      const amount = value - (rows[index - 1]?.at.get(at) ?? 0);
      if (amount > 0) cells.push({ from: at * 1000 - step * 1000, to: at * 1000, low: (rows[index - 1]?.bound ?? row.bound / 2) * 1e9, high: row.bound * 1e9, count: amount, errors: 0 });
    }
  });
  if (!cells.length) return nothing();
  const format = unitFormat(panel.yUnit || "s");
  return heatMap({ label: panel.title, height, cells, onBrush, x: axis(range), y: { from: Math.min(...cells.map((cell) => cell.low)), to: Math.max(...cells.map((cell) => cell.high)), log: true, format: (value) => format(value / 1e9) } }).element;
}
