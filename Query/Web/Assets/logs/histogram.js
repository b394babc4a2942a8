/** How many log records there were, by severity, over time. */

import { get } from "../core/api.js";
import { token } from "../core/colors.js";
import { h } from "../core/dom.js";
import { apiRange } from "../core/range.js";
import { count, toMilliseconds } from "../core/time.js";
import { bars } from "../charts/charts.js";
import { legend } from "../overview/series.js";

const LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "unspecified"];

export function severityColor(word) {
  return token({ fatal: "--error", error: "--error", warn: "--warn", info: "--heat" }[word.replace(/\d$/, "")] ?? "--line-strong");
}

/** A panel with the chart; null when there is no record, or the server cannot count them. */
export async function severityBars(query, range, onBrush, signal, height) {
  const answer = await get("logs/histogram", { ...query, ...apiRange(range), columns: 90 }, signal).catch((error) => {
    if (error.name === "AbortError") throw error;
    return null;
  });
  if (!answer?.records) return null;
  const [from, to] = [toMilliseconds(answer.start), toMilliseconds(answer.end)];
  const width = answer.width / 1e6;
  const sums = new Map();
  for (const [column, word, amount] of answer.counts) {
    const level = word.replace(/\d$/, "");
    if (!sums.has(level)) sums.set(level, new Map());
    sums.get(level).set(column, (sums.get(level).get(column) ?? 0) + amount);
  }
  const known = LEVELS.filter((level) => sums.has(level));
  const view = bars({
    label: "Log records by severity", width, onBrush, height, x: { from, to, time: true },
    series: known.map((level) => ({ name: level, color: severityColor(level), points: [...sums.get(level)].sort((a, b) => a[0] - b[0]).map(([column, amount]) => [from + column * width, amount]) })),
  });
  return h("section.panel", h("header", h("h2.grow", "Log records ", h("span.weak", count(answer.records))),
    legend(...known.map((level) => [`${level} ${count([...sums.get(level).values()].reduce((sum, one) => sum + one, 0))}`, severityColor(level)]))), view.element);
}
