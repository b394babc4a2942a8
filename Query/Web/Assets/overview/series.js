/** From points of `/api/skein/v1/red` to what charts draw. Pure functions. */

import { token } from "../core/colors.js";
import { duration, rate, toMilliseconds } from "../core/time.js";
import { go } from "../core/router.js";
import { bars, lines } from "../charts/charts.js";
import { h } from "../core/dom.js";
import { traceLink } from "../parts/parts.js";

export const REQUESTS = "server,consumer";
export const QUANTILES = [0.5, 0.95, 0.99];

/** A value for each step, `nothing` where there was no call. @returns {[number, number | null][]} */
export function everyStep(answer, points, value, nothing = null) {
  const [start, end] = [toMilliseconds(answer.start), toMilliseconds(answer.end)];
  const step = answer.step / 1e6;
  const known = new Map((points ?? []).map((point) => [toMilliseconds(point.time), value(point)]));
  const result = [];
  for (let at = start; at < end; at += step) result.push([at, known.get(at) ?? nothing]);
  return result;
}

const axisOf = (answer) => ({ from: toMilliseconds(answer.start), to: toMilliseconds(answer.end), time: true });
export const errorShare = (point) => (point?.count ? point.errors / point.count : 0);

export function legend(...entries) {
  return h("div.legend", entries.map(([name, color]) => h("span", h("i", { style: { background: color } }), name)));
}

/** Rate, errors and durations, with exemplars to open and marks where something was deployed. */
export function redCharts(answer, points, { onBrush, marks = [] } = {}) {
  const x = axisOf(answer);
  const [ok, bad] = [token("--heat"), token("--error")];
  const shades = [token("--ok"), token("--warn"), token("--heat")];
  const perSecond = (value) => (point) => value(point) * (point.count ? point.rate / point.count : 0);
  const requests = bars({
    label: "Requests a second", x, onBrush, marks, width: answer.step / 1e6, floor: 0, format: rate,
    series: [
      { name: "failed", color: bad, points: everyStep(answer, points, perSecond((point) => point.errors)) },
      { name: "fine", color: ok, points: everyStep(answer, points, perSecond((point) => point.count - point.errors)) },
    ],
  });
  const series = answer.quantiles.map((quantile, index) => ({
    name: `p${Math.round(quantile * 100)}`, color: shades[index % 3],
    points: everyStep(answer, points, (point) => point.quantiles[index]),
  }));
  const top = 1.2 * Math.max(0, ...series.flatMap((line) => line.points.map(([, value]) => value ?? 0))) || 1e6;
  const dots = (points ?? []).flatMap((point) => Object.entries(point.exemplars ?? {}).map(([word, one]) => ({
    x: toMilliseconds(point.time) + answer.step / 2e6, y: Math.min(one.duration, top * 0.98),
    color: word === "error" ? bad : token("--accent"),
    text: [`${word} request: ${duration(one.duration)}`, "Click opens its trace"],
    open: () => go(traceLink(one.traceID, { span: one.spanID })),
  })));
  const durations = lines({ label: "Durations", x, onBrush, marks, series, dots, top });
  return [
    h("section.panel", h("header", h("h2.grow", "Requests"), legend(["fine", ok], ["failed", bad])), requests.element),
    h("section.panel", h("header", h("h2.grow", "Durations"),
      legend(...series.map((line) => [line.name, line.color]), ...(dots.length ? [["traces", token("--accent")]] : []))), durations.element),
  ];
}
