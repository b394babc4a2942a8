/** The operations of a service: sortable, searchable, those where most time goes first. */

import { get, isAbort } from "../core/api.js";
import { serviceColor } from "../core/colors.js";
import { h } from "../core/dom.js";
import { apiRange } from "../core/range.js";
import { go, link } from "../core/router.js";
import { count, duration, percent } from "../core/time.js";
import { sparkline } from "../charts/charts.js";
import { numbers, texts, virtualTable } from "../parts/table.js";
import { errorShare, everyStep } from "../overview/series.js";
import { badShare, options, shareBar } from "../parts/parts.js";
import { linkRange } from "../parts/frame.js";

/** How many operations are listed, the most frequent. */
export const LISTED = 500;

/** Sparklines are asked for where that is a quick question. */
const DRAWN = 200;

/** The share of the time of all operations that is spent in each. Exported for its test. */
export function withImpact(operations) {
  const all = operations.reduce((sum, one) => sum + one.count * one.mean, 0) || 1;
  return operations.map((one) => ({ ...one, impact: (one.count * one.mean) / all, share: errorShare(one) }));
}

/** @param {any} overview @param {import("../core/range.js").Range} range @param {AbortSignal} signal */
export function operationsPanel(overview, range, signal) {
  const { service } = overview;
  const rows = withImpact(overview.operations);
  const rates = new Map();
  const words = h("input", { type: "search", placeholder: "Filter operations", "aria-label": "Filter operations", oninput: () => show() });
  const kinds = [...new Set(rows.map((one) => one.kind))].sort();
  const kind = h("select", { "aria-label": "Kind", onchange: () => show() }, options([["", "All kinds"], ...kinds]));
  const open = (one) => link(["services", service], { operation: one.operation, kind: one.kind, ...linkRange(range) });
  const time = (index) => ({ width: "84px", number: true, order: (one) => one.quantiles[index], cell: (one) => duration(one.quantiles[index]) });
  const table = virtualTable({
    label: "Operations", minWidth: 880, height: "420px", sort: { column: 8, descending: true }, onOpen: (one) => go(open(one)),
    columns: [
      texts("Operation", "minmax(180px, 3fr)", (one) => one.operation, (one) => h("a", { href: open(one), title: one.operation }, one.operation || "(no name)")),
      texts("Kind", "96px", (one) => one.kind, (one) => h("span.badge", one.kind)),
      numbers("Calls", "76px", (one) => one.count),
      { title: "", width: "112px", cell: (one) => rates.get(key(one)) ?? "" },
      numbers("Failed", "80px", (one) => one.share, badShare),
      { title: "p50", ...time(0) }, { title: "p95", ...time(1) }, { title: "p99", ...time(2) },
      numbers("Impact", "120px", (one) => one.impact, (impact) => shareBar(impact, percent(impact))),
      { title: "", width: "72px", cell: (one) => h("a", { href: link(["search"], { service, operation: one.operation, ...linkRange(range) }), "aria-label": `Traces of ${one.operation}` }, "Traces") },
    ],
  });
  const show = () => table.show(rows.filter((one) =>
    (!kind.value || one.kind === kind.value) && one.operation.toLowerCase().includes(words.value.trim().toLowerCase())));
  show();
  if (rows.length <= DRAWN) sparklines(service, range, signal).then((found) => {
    for (const [name, line] of found) rates.set(name, line);
    table.redraw();
  }, (error) => { if (!isAbort(error)) console.info(error.message); });
  const rest = overview.operationCount - rows.length;
  return h("section.panel", h("header.wrap", h("h2.grow", `Operations (${count(overview.operationCount)})`), kinds.length > 1 ? kind : null, words), table.element,
    rest > 0 ? h("p.weak", `${count(rest)} less frequent ones are not listed.`) : null);
}

const key = ({ operation, kind }) => `${kind}/${operation}`;

/** The rate of each operation over time. */
async function sparklines(service, range, signal) {
  const step = Math.max(1, Math.ceil((range.to - range.from) / 60000 / 40));
  const answer = await get("red", { ...apiRange(range), service, by: "operation,kind", step: `${step}m` }, signal);
  return answer.groups.map((group) => [key(group), sparkline(
    everyStep(answer, group.points, (one) => one.rate, 0).map(([, value]) => value), serviceColor(service), `Calls of ${group.operation} over time`)]);
}
