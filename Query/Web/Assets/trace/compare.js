/** Two traces beside each other: what was added, what is missing, what became slower. */

import { fill, h } from "../core/dom.js";
import { go, link } from "../core/router.js";
import { count, dateTime, duration } from "../core/time.js";
import { failure, figure, loading, swatch, traceLink } from "../parts/parts.js";
import { numbers, texts, virtualTable } from "../parts/table.js";
import { aggregate } from "./aggregate.js";
import { fetchTrace } from "./trace.js";

export function open(place, location, signal) {
  const [first = "", second = ""] = location.rest;
  if (first && second) load();
  else fill(place, h("div.page", ask(first, second)));

  async function load() {
    fill(place, loading("Loading both traces"));
    try {
      const traces = await Promise.all([fetchTrace(first, signal), fetchTrace(second, signal)]);
      if (!signal.aborted) fill(place, comparison(traces[0], traces[1]));
    } catch (error) {
      if (!signal.aborted) fill(place, h("div.page", failure(error, load), ask(first, second)));
    }
  }
}

function ask(first, second) {
  const one = h("input", { value: first, "aria-label": "First trace ID", placeholder: "Trace ID", size: 36 });
  const other = h("input", { value: second, "aria-label": "Second trace ID", placeholder: "Trace ID of the other", size: 36 });
  const form = h("form.row.wrap", { onsubmit: (event) => {
    event.preventDefault();
    if (one.value && other.value) go(link(["compare", one.value.trim(), other.value.trim()]));
  } }, one, other, h("button.primary", { type: "submit" }, "Compare"));
  return h("section.panel", h("h1", "Compare two traces"), form);
}

/**
 * Pairs the paths of two traces. Exported for its test.
 * @returns {{node: any, left: any, right: any, depth: number, difference: number, state: string}[]} depth first
 */
export function pair(left, right) {
  const rows = [];
  const walk = [[aggregate(left), aggregate(right), -1]];
  while (walk.length) {
    const [one, other, depth] = walk.pop();
    if (depth >= 0) {
      const difference = (other?.total ?? 0) - (one?.total ?? 0);
      const state = !one ? "added" : !other ? "missing" : one.count !== other.count ? "count" : "same";
      rows.push({ node: one ?? other, left: one, right: other, depth, difference, state });
    }
    const names = (node) => (node?.children ?? []).map((child) => `${child.service}\n${child.name}`);
    const byName = (node) => new Map((node?.children ?? []).map((child) => [`${child.service}\n${child.name}`, child]));
    const [ones, others] = [byName(one), byName(other)];
    const all = [...new Set([...names(one), ...names(other)])].reverse();
    for (const name of all) walk.push([ones.get(name), others.get(name), depth + 1]);
  }
  return rows;
}

function comparison(left, right) {
  const rows = pair(left, right).map((row, index) => ({ ...row, index }));
  const most = Math.max(1, ...rows.map((row) => Math.abs(row.difference)));
  const number = (state) => rows.filter((row) => row.state === state).length;
  const slower = rows.filter((row) => row.left && row.right && row.difference > Math.max(1e6, row.left.total * 0.1)).length;
  let only = "";
  const filter = (state, text) => h("button", { "aria-pressed": "false", onclick: (event) => {
    only = only === state ? "" : state;
    for (const button of event.target.parentNode.children) button.setAttribute("aria-pressed", String(button === event.target && only !== ""));
    table.show(rows.filter(shows));
  } }, text);
  const shows = (row) => !only || row.state === only
    || only === "slower" && row.left && row.right && row.difference > Math.max(1e6, row.left.total * 0.1);
  const table = virtualTable({
    label: "Comparison", rowHeight: 28, minWidth: 860, sort: { column: -1, descending: false }, mark: (row) => `is-${row.state}`,
    columns: [
      texts("Operation", "minmax(260px, 3fr)", (row) => row.index, (row) => h("span.row", { style: { "padding-left": `${Math.min(row.depth, 24) * 12}px` } }, swatch(row.node.service), h("span.cut", h("span.weak", `${row.node.service} `), row.node.name))),
      texts("State", "90px", (row) => row.state, (row) => ({ added: h("span.badge.new", "only B"), missing: h("span.badge.bad", "only A"), count: h("span.badge", "count"), same: "" })[row.state]),
      numbers("Spans A", "80px", (row) => row.left?.count ?? 0, (_, row) => (row.left ? count(row.left.count) : "–")),
      numbers("B", "64px", (row) => row.right?.count ?? 0, (_, row) => (row.right ? count(row.right.count) : "–")),
      numbers("Time A", "96px", (row) => row.left?.total ?? 0, (_, row) => (row.left ? duration(row.left.total) : "–")),
      numbers("B", "96px", (row) => row.right?.total ?? 0, (_, row) => (row.right ? duration(row.right.total) : "–")),
      numbers("Difference", "minmax(150px, 1fr)", (row) => row.difference, (_, row) => differenceBar(row, most)),
    ],
  });
  table.element.classList.add("fills");
  table.show(rows);
  return h("div.page.compare", h("div.grid", summary("A", left), summary("B", right)),
    h("div.row.wrap", { role: "group", "aria-label": "Show only" }, filter("missing", `Only in A ${number("missing")}`), filter("added", `Only in B ${number("added")}`),
      filter("count", `Other count ${number("count")}`), filter("slower", `Slower in B ${slower}`)), table.element);
}

function differenceBar({ difference }, most) {
  const size = (Math.abs(difference) / most) * 50;
  return h("div.difference", h("i", { class: difference > 0 ? "slower" : "faster", style: { width: `${size}%`, left: difference > 0 ? "50%" : `${50 - size}%` } }),
    h("span", difference === 0 ? "±0" : `${difference > 0 ? "+" : "−"}${duration(Math.abs(difference))}`));
}

function summary(letter, trace) {
  return h("section.panel", h("header", h("span.badge", letter), h("h2.cut", h("a", { href: traceLink(trace.id) }, `${trace.service(trace.root)}: ${trace.name(trace.root)}`))),
    h("dl.figures", [["Start", dateTime(trace.milliseconds(trace.from))], ["Duration", duration(trace.duration)], ["Spans", count(trace.count)], ["Errors", count(trace.errorCount)]]
      .map(([title, text]) => figure(title, text))));
}
