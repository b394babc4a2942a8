/** Lines, areas, bars, points and heat maps in a frame. */

import { penOn, token } from "../core/colors.js";
import { count, dateTime, duration } from "../core/time.js";
import { chart } from "./frame.js";
import { h } from "../core/dom.js";

/**
 * @typedef {{name: string, color: string, points: [number, number | null][], area?: boolean, dashed?: boolean}} Series
 *   Points are `[x, y]`, x in order. A `null` (or a missing step) is a gap.
 */

/**
 * Lines over a common axis.
 * @param {{label: string, series: Series[], x: any, format?: (value: number) => string, height?: number, top?: number,
 *   onBrush?: any, dots?: {x: number, y: number, color: string, text: string[], open: () => void}[]}} options
 */
export function lines(options) {
  const { series, format = duration, dots = [] } = options;
  const top = options.top ?? highest(series);
  return chart({
    label: options.label, height: options.height, x: options.x, y: { from: options.bottom ?? 0, to: top, format },
    onBrush: options.onBrush, marks: options.marks,
    draw(pen, x, y) {
      for (const line of series) {
        pen.strokeStyle = line.color;
        pen.lineWidth = 1.5;
        pen.setLineDash(line.dashed ? [4, 3] : []);
        pen.lineJoin = "round";
        for (const run of runs(line.points)) {
          trace(pen, run, x, y);
          if (run.length === 1) dot(pen, x(run[0][0]), y(run[0][1]), 2, line.color);
          pen.stroke();
          if (!line.area) continue;
          pen.lineTo(x(run[run.length - 1][0]), y(0));
          pen.lineTo(x(run[0][0]), y(0));
          pen.globalAlpha = 0.14;
          pen.fillStyle = line.color;
          pen.fill();
          pen.globalAlpha = 1;
        }
      }
      pen.setLineDash([]);
      for (const each of dots) dot(pen, x(each.x), y(each.y), 3.5, each.color, token("--ground"));
    },
    pick(px, py, x, y) {
      const near = dots.find((each) => Math.hypot(x(each.x) - px, y(each.y) - py) < 8);
      if (near) return { text: near.text, open: near.open };
      const moment = nearest(series, x.invert(px));
      if (moment === null) return null;
      const text = [options.x.time ? dateTime(moment) : String(moment)];
      for (const line of series) {
        const point = line.points.find(([at]) => at === moment);
        if (point && point[1] !== null) text.push(`${line.name} ${format(point[1])}`);
      }
      return { text, px: x(moment) };
    },
    rows: () => tableOf(series, options.x, format),
  });
}

/** Bars that stand on each other; `width` is the length of a step on the x axis. */
export function bars(options) {
  const { series, width, format = count } = options;
  const sums = new Map();
  for (const line of series) for (const [at, value] of line.points) sums.set(at, (sums.get(at) ?? 0) + (value ?? 0));
  const top = Math.max(options.floor ?? 1, ...sums.values()) || 1;
  return chart({
    label: options.label, height: options.height, x: options.x, y: { from: 0, to: top * 1.05, format },
    onBrush: options.onBrush, marks: options.marks,
    draw(pen, x, y) {
      const base = new Map();
      for (const line of series) {
        pen.fillStyle = line.color;
        for (const [at, value] of line.points) {
          if (!value) continue;
          const low = base.get(at) ?? 0;
          base.set(at, low + value);
          const left = x(at);
          pen.fillRect(left, y(low + value), Math.max(1, x(at + width) - left - 1), y(low) - y(low + value));
        }
      }
    },
    pick(px, py, x) {
      const moment = [...sums.keys()].find((at) => at <= x.invert(px) && x.invert(px) < at + width);
      if (moment === undefined) return null;
      const text = [options.x.time ? dateTime(moment) : String(moment)];
      for (const line of series) {
        const value = line.points.find(([at]) => at === moment)?.[1];
        if (value) text.push(`${line.name} ${format(value)}`);
      }
      return { text, open: options.onOpen && (() => options.onOpen(moment)) };
    },
    rows: () => tableOf(series, options.x, format),
  });
}

/**
 * Points; each may be opened.
 * @param {{label: string, x: any, y: any, height?: number, onBrush?: any, head: string[],
 *   points: {x: number, y: number, radius: number, color: string, ring?: string, text: string[], open?: () => void}[]}} options
 */
export function scatter(options) {
  return chart({
    ...options,
    draw(pen, x, y) {
      pen.globalAlpha = 0.75;
      for (const point of options.points) dot(pen, x(point.x), y(point.y), point.radius, point.color, point.ring);
      pen.globalAlpha = 1;
    },
    pick(px, py, x, y) {
      let best = null;
      let distance = 14;
      for (const point of options.points) {
        const away = Math.hypot(x(point.x) - px, y(point.y) - py) - point.radius;
        if (away < distance) [best, distance] = [point, away];
      }
      return best && { text: best.text, px: x(best.x), py: y(best.y), open: best.open };
    },
    rows: () => [options.head, ...options.points.map((point) => point.text)],
  });
}

/**
 * A heat map; the colour grows with the logarithm of the count, cells with errors lean to red.
 * @param {{label: string, x: any, y: any, height?: number, onBrush?: any, cells: {from: number, to: number,
 *   low: number, high: number, count: number, errors: number}[]}} options
 */
export function heatMap(options) {
  const most = Math.max(1, ...options.cells.map((cell) => cell.count));
  return chart({
    ...options,
    draw(pen, x, y) {
      const [cold, error] = [token("--heat"), token("--error")];
      for (const cell of options.cells) {
        const left = x(cell.from);
        const top = y(cell.high);
        pen.globalAlpha = 0.18 + 0.82 * (Math.log1p(cell.count) / Math.log1p(most));
        pen.fillStyle = cell.errors * 2 > cell.count ? error : cold;
        pen.fillRect(left, top, Math.max(1, x(cell.to) - left - 0.5), Math.max(1, y(cell.low) - top - 0.5));
      }
      pen.globalAlpha = 1;
    },
    pick(px, py, x, y) {
      const [at, level] = [x.invert(px), y.invert(py)];
      const cell = options.cells.find((one) => one.from <= at && at < one.to && one.low <= level && level < one.high);
      return cell && { text: cellText(cell) };
    },
    rows: () => [["time", "duration", "spans", "errors"], ...options.cells.map(cellText)],
  });
}

const cellText = (cell) => [
  dateTime(cell.from), `${duration(cell.low)} – ${duration(cell.high)}`, `${count(cell.count)} spans`,
  `${count(cell.errors)} errors`,
];

/** A tiny line without axes, for tables. @param {(number | null)[]} values */
export function sparkline(values, color, label, width = 96, height = 20) {
  const canvas = h("canvas.spark", { role: "img", "aria-label": label });
  const pen = penOn(canvas, width, height);
  const top = Math.max(...values.map((value) => value ?? 0)) || 1;
  const x = (index) => 1 + (index / Math.max(1, values.length - 1)) * (width - 2);
  const y = (value) => height - 2 - (value / top) * (height - 4);
  pen.strokeStyle = color;
  pen.lineWidth = 1.25;
  for (const run of runs(values.map((value, index) => [index, value]))) {
    trace(pen, run, x, y);
    pen.stroke();
    if (run.length === 1) dot(pen, x(run[0][0]), y(run[0][1]), 1, color);
  }
  return canvas;
}

function dot(pen, x, y, radius, color, ring) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 7);
  pen.fillStyle = color;
  pen.fill();
  if (!ring) return;
  pen.strokeStyle = ring;
  pen.lineWidth = 1.5;
  pen.stroke();
}

function trace(pen, run, x, y) {
  pen.beginPath();
  run.forEach(([at, value], index) => (index ? pen.lineTo(x(at), y(value)) : pen.moveTo(x(at), y(value))));
}

/** The stretches without gaps. */
function runs(points) {
  const result = [];
  let run = [];
  for (const point of points) {
    if (point[1] === null || !Number.isFinite(point[1])) {
      if (run.length) result.push(run);
      run = [];
    } else run.push(point);
  }
  if (run.length) result.push(run);
  return result;
}

const highest = (series) =>
  Math.max(0, ...series.flatMap((line) => line.points.map(([, value]) => value ?? 0))) * 1.08 || 1;

function nearest(series, at) {
  let best = null;
  for (const line of series) {
    for (const [x] of line.points) if (best === null || Math.abs(x - at) < Math.abs(best - at)) best = x;
  }
  return best;
}

function tableOf(series, x, format) {
  const moments = [...new Set(series.flatMap((line) => line.points.map(([at]) => at)))].sort((a, b) => a - b);
  const values = series.map((line) => new Map(line.points));
  return [
    [x.time ? "time" : "x", ...series.map((line) => line.name)],
    ...moments.map((at) => [
      x.time ? dateTime(at) : String(at),
      ...values.map((column) => (column.get(at) == null ? "–" : format(column.get(at)))),
    ]),
  ];
}
