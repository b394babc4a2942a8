/** The trace as a tree of its distinct paths: what calls what, how often, for how long. */

import { h } from "../core/dom.js";
import { count, duration } from "../core/time.js";
import { serviceColor } from "../core/colors.js";
import { aggregate } from "./aggregate.js";
import { options } from "../parts/parts.js";

const MOST = 1500;

/** @param {import("./trace.js").Trace} trace @param {(text: string) => void} search */
export function treeGraph(trace, search) {
  const top = aggregate(trace);
  let budget = MOST;
  const colorings = {
    service: null, time: (node) => node.total / trace.duration, self: (node) => node.self / trace.duration,
  };
  const tree = h("div.treegraph");
  const choice = h("select", { "aria-label": "Colour by", onchange: draw },
    options([["service", "Colour by service"], ["time", "Colour by time"], ["self", "Colour by time of its own"]]));

  function box(node) {
    const shade = colorings[choice.value]?.(node);
    const style = shade === undefined
      ? { "border-left-color": serviceColor(node.service) }
      : { "border-left-color": "var(--accent)", background: `color-mix(in srgb, var(--accent) ${Math.round(Math.min(1, shade) * 60)}%, var(--raised))` };
    return h("button.node", { style, title: "Find these spans", onclick: () => search(`service="${node.service}" name="${node.name.replaceAll('"', "")}"`) },
      h("span.weak", node.service), h("strong", node.name),
      h("span", `${count(node.count)} × `, duration(node.total / node.count), h("span.weak", ` · own ${duration(node.self)}`), node.errors ? h("span.badge.bad", `${count(node.errors)} error${node.errors > 1 ? "s" : ""}`) : null));
  }

  function branch(node) {
    budget--;
    const children = budget > 0 ? [...node.children].sort((a, b) => b.total - a.total) : [];
    return h("li", box(node), children.length ? h("ul", children.map((child) => (budget > 0 ? branch(child) : null))) : null);
  }

  function draw() {
    budget = MOST;
    tree.replaceChildren(h("ul", top.children.map((child) => (budget > 0 ? branch(child) : null))),
      budget > 0 ? "" : h("p.weak", `Only the first ${count(MOST)} paths are drawn.`));
  }
  draw();
  return { element: h("div.stack.fills.scrolls", h("div.row", choice), tree) };
}
