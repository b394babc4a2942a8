/** The charts over the results: a point a trace, and the heat map of all matching spans. */

import { get } from "../core/api.js";
import { serviceColor, token } from "../core/colors.js";
import { apiRange } from "../core/range.js";
import { count, dateTime, duration, toMilliseconds } from "../core/time.js";
import { heatMap, scatter } from "../charts/charts.js";
import { stepMinutes } from "../charts/scale.js";
import { isPlain, apiQuery } from "./query.js";

/** Where the results lie: the range that was asked for, cut to them when it is everything. */
export function extent(range, traces) {
  if (traces.length === 0) return { from: range.from || range.to - 3600000, to: range.to };
  const starts = traces.map((trace) => trace.at);
  const [first, last] = [Math.min(...starts), Math.max(...starts)];
  const pad = Math.max(1000, (last - first) * 0.02);
  const isWide = range.relative === "all" || range.to - range.from > 20 * (last - first + 1000);
  return isWide ? { from: first - pad, to: last + pad } : { from: range.from, to: range.to };
}

/** @param {any[]} traces @param {(trace: any) => void} open */
export function resultScatter(traces, axis, open, onBrush) {
  const error = token("--error");
  const lengths = traces.map((trace) => Math.max(1000, trace.duration));
  return scatter({
    label: "Traces found: duration over time", height: 180, onBrush,
    head: ["trace", "start", "duration", "spans"],
    x: { ...axis, time: true },
    y: { from: Math.min(...lengths, 1e6) * 0.8, to: Math.max(...lengths, 1e7) * 1.25, log: true, format: duration },
    points: traces.map((trace) => ({
      x: trace.at, y: Math.max(1000, trace.duration), radius: Math.min(9, 3 + Math.log2(1 + trace.spans) * 0.5),
      color: trace.errors ? error : serviceColor(trace.root.service),
      text: [
        `${trace.root.service}: ${trace.root.operation}`, dateTime(trace.at), duration(trace.duration),
        `${count(trace.spans)} spans${trace.errors ? `, ${count(trace.errors)} with errors` : ""}`,
      ],
      open: () => open(trace),
    })),
  });
}

/** All matches, not only the listed ones: from rollups where they suffice, else from a scan. */
export async function spanHeatMap(query, axis, signal, onBrush) {
  const isLong = axis.to - axis.from > SHORT;
  const found = isPlain(query) && isLong ? await fromRollups(query, axis, signal) : await fromSpans(query, axis, signal);
  const lows = found.cells.map((cell) => cell.low);
  const highs = found.cells.map((cell) => cell.high);
  const view = heatMap({
    label: `Durations of all ${count(found.spans)} matching spans`, height: 180, onBrush, cells: found.cells,
    x: { ...axis, time: true },
    y: { from: Math.max(1000, Math.min(...lows, 1e6)), to: Math.max(...highs, 1e7), log: true, format: duration },
  });
  return { view, spans: found.spans, countedSince: found.countedSince };
}

/** Rollups know minutes: below half an hour, spans are counted themselves. */
const SHORT = 30 * 60000;

const FINE = Array.from({ length: 21 }, (_, index) => index / 20);
const ROWS_PER_DECADE = 8;

/** Twenty quantiles of each step: a twentieth of its calls lies between two of them. */
async function fromRollups(query, axis, signal) {
  const step = stepMinutes(axis.to - axis.from, 60);
  const answer = await get("red", {
    service: query.service, operation: query.operation, kind: query.kind, step: `${step}m`,
    quantiles: FINE.join(","), ...apiRange(axis),
  }, signal);
  const cells = [];
  let spans = 0;
  for (const point of answer.groups[0]?.points ?? []) {
    spans += point.count;
    const from = toMilliseconds(point.time);
    cells.push(...column(point).map((cell) => ({ ...cell, from, to: from + step * 60000 })));
  }
  return { cells, spans };
}

/** The rows of one step. Exported for its test. */
export function column(point) {
  const rows = new Map();
  const share = point.count / (FINE.length - 1);
  for (let index = 1; index < FINE.length; index++) {
    const [low, high] = [rowOf(point.quantiles[index - 1]), rowOf(point.quantiles[index])];
    for (let row = low; row <= high; row++) rows.set(row, (rows.get(row) ?? 0) + share / (high - low + 1));
  }
  const errorShare = point.count ? point.errors / point.count : 0;
  return [...rows].map(([row, amount]) => ({
    low: 10 ** (row / ROWS_PER_DECADE), high: 10 ** ((row + 1) / ROWS_PER_DECADE),
    count: amount, errors: amount * errorShare,
  }));
}

const rowOf = (nanoseconds) => Math.floor(Math.log10(Math.max(1000, nanoseconds)) * ROWS_PER_DECADE);

async function fromSpans(query, axis, signal) {
  const answer = await get("heatmap", {
    ...apiQuery({ ...query, range: { ...axis, relative: null } }), columns: 60,
  }, signal);
  const start = toMilliseconds(answer.start);
  const width = (toMilliseconds(answer.end) - start) / answer.columns;
  const { bounds } = answer;
  const cells = answer.cells.map(([at, row, amount, errors]) => ({
    from: start + at * width, to: start + (at + 1) * width, low: bounds[row],
    high: bounds[row + 1] ?? bounds[row] * 1.33, count: amount, errors,
  }));
  return { cells, spans: answer.spans, countedSince: answer.countedSince };
}
