/** Asks PromQL, and makes of the answers what charts and tables show. */

import { contrasting, isDark } from "../core/colors.js";
import { count, digits, duration, percent } from "../core/time.js";
import { get } from "../core/api.js";

const ROOT = "/prometheus/api/v1/";

export async function prom(path, parameters, signal) {
  return (await get(ROOT + path, parameters, signal)).data;
}

/** Seconds between two points: about `points` of them, in whole minutes as rollups have it. */
export const stepSeconds = (range, points = 180) => Math.max(60, Math.ceil((range.to - range.from) / 60000 / points) * 60);

export const queryRange = (query, range, step, signal) =>
  prom("query_range", { query, start: range.from / 1000, end: range.to / 1000, step }, signal);

export const queryInstant = (query, at, signal) => prom("query", { query, time: at / 1000 }, signal);

/** `metric{label="value"}` as one reads it. @param {Record<string, string>} labels */
export function seriesName({ __name__: name = "", ...labels }) {
  const list = Object.entries(labels).map(([key, value]) => `${key}="${value}"`).join(", ");
  return list ? `${name}{${list}}` : name || "value";
}

/** Grafana's legend: `{{label}}` stands for the label's value. */
export function legendName(format, labels) {
  if (!format || format === "__auto") return seriesName(labels);
  return format.replace(/\{\{\s*([^}\s]+)\s*\}\}/g, (_, key) => labels[key] ?? "") || seriesName(labels);
}

const HUES = [208, 34, 162, 286, 96, 320, 188, 52, 248, 136, 12, 72];

/** Colours of the lines of one chart, by their order. */
export function seriesColor(index) {
  return `rgb(${contrasting(HUES[index % HUES.length], 0.62, isDark()).map((part) => Math.round(part * 255)).join(",")})`;
}

/** A line each; a step without a value is a gap. @param {any[]} result of a range query */
export function toSeries(result, range, step, legend = "") {
  return result.filter((one) => one.values).map((one, index) => {
    const known = new Map(one.values.map(([at, value]) => [Math.round(at), Number(value)]));
    const points = [];
    for (let at = range.from / 1000; at <= range.to / 1000; at += step) {
      const value = known.get(Math.round(at));
      points.push([at * 1000, Number.isFinite(value) ? value : null]);
    }
    return { name: legendName(legend, one.metric), color: seriesColor(index), points };
  });
}

/** Grafana's units. @returns {(value: number) => string} */
export function unitFormat(unit) {
  const formats = {
    s: (value) => duration(value * 1e9), ms: (value) => duration(value * 1e6), ns: duration, percentunit: percent, percent: (value) => percent(value / 100),
    bytes, decbytes: bytes, Bps: (value) => `${bytes(value)}/s`, binBps: (value) => `${bytes(value)}/s`, reqps: (value) => `${count(value)}/s`, ops: (value) => `${count(value)}/s`, cps: (value) => `${count(value)}/s`,
  };
  return formats[unit] ?? count;
}

export function bytes(value) {
  let power = 0;
  while (Math.abs(value) >= 1024 && power < 5) {
    value /= 1024;
    power++;
  }
  return `${digits(value)} ${["B", "KiB", "MiB", "GiB", "TiB", "PiB"][power]}`;
}
