/** The flame graph: equal paths are one box, as wide as the time spent below it. A click makes a box the whole. */

import { fill, h, placeIn } from "../core/dom.js";
import { onTheme, penOn, serviceColor, token } from "../core/colors.js";
import { count, digits, duration } from "../core/time.js";
import { aggregate } from "./aggregate.js";

const ROW = 22;

/** Deeper levels are not drawn: browsers refuse canvases that are too high. A click on a box shows what is below it. */
const MOST_LEVELS = 300;

/** @param {import("./view-state.js").ViewState} view @param {(place: number) => void} choose */
export function flameGraph(view, choose) {
  const nodes = [];
  const top = aggregate(view.trace, nodes);
  let found = null;
  let focus = top;
  let boxes = [];
  const canvas = h("canvas");
  const tip = h("div.tip", { "aria-hidden": "true" });
  const plot = h("div.flame", { role: "img", "aria-label": "Flame graph; the tab Statistics has the same figures as a table", tabindex: "0" }, canvas, tip);
  const path = h("nav.row.wrap", { "aria-label": "Focus of the flame graph" });

  /** The time that children take beside each other may exceed their parent's: they share its width then. */
  const weight = (node) => Math.max(node.self + node.children.reduce((sum, child) => sum + child.total, 0), node.total, 1);

  function arrange(width) {
    boxes = [];
    const walk = [[focus, 0, width, 0]];
    while (walk.length) {
      const [node, left, size, level] = walk.pop();
      if (node !== top) boxes.push({ node, left, size, top: level * ROW });
      const whole = node === top ? node.children.reduce((sum, child) => sum + weight(child), 0) || 1 : weight(node);
      let at = left;
      for (const child of node.children) {
        const part = (size * (node === top ? weight(child) : child.total)) / whole;
        if (part >= 0.5 && level < MOST_LEVELS) walk.push([child, at, part, node === top ? level : level + 1]);
        at += part;
      }
    }
    return boxes.reduce((most, box) => Math.max(most, box.top + ROW), ROW);
  }

  function paint() {
    const width = plot.clientWidth;
    if (!width) return;
    const height = arrange(width);
    canvas.style.height = `${height}px`;
    const pen = penOn(canvas, width, height);
    pen.font = "12px system-ui, sans-serif";
    pen.textBaseline = "middle";
    const [error, text] = [token("--error"), token("--text")];
    for (const { node, left, size, top: y } of boxes) {
      const isDim = found && !found.has(node);
      pen.globalAlpha = isDim ? 0.08 : found ? 0.6 : 0.32;
      pen.fillStyle = serviceColor(node.service);
      pen.fillRect(left, y, Math.max(0.5, size - 1), ROW - 1);
      pen.globalAlpha = 1;
      if (node.errors) {
        pen.fillStyle = error;
        pen.fillRect(left, y + ROW - 3, Math.max(0.5, size - 1), 2);
      }
      if (size < 28) continue;
      pen.save();
      pen.beginPath();
      pen.rect(left, y, size - 4, ROW);
      pen.clip();
      pen.fillStyle = text;
      pen.globalAlpha = isDim ? 0.5 : 1;
      pen.fillText(`${node.name}${node.count > 1 ? ` ×${node.count}` : ""}`, left + 5, y + ROW / 2);
      pen.restore();
    }
    pen.globalAlpha = 1;
  }

  /** What the search found stands out. */
  function mark() {
    found = view.matches && new Set(nodes.filter((_, place) => view.matches[place]));
    paint();
  }

  function setFocus(node) {
    focus = node;
    fill(path, h("button.plain", { onclick: () => setFocus(top) }, "Whole trace"),
      node === top ? null : h("span.weak", `› ${node.service}: ${node.name}`));
    paint();
  }

  const at = (event) => {
    const [px, py] = placeIn(canvas, event);
    return [boxes.find((one) => px >= one.left && px < one.left + one.size && py >= one.top && py < one.top + ROW), px, py];
  };
  plot.addEventListener("pointermove", (event) => {
    const [box, px, py] = at(event);
    tip.classList.toggle("shown", Boolean(box));
    plot.classList.toggle("opens", Boolean(box));
    if (!box) return;
    const { node } = box;
    fill(tip, h("div.strong", `${node.service}: ${node.name}`),
      h("div", `${count(node.count)} spans, ${duration(node.total)} (${digits((node.total / view.trace.duration) * 100)} % of the trace)`),
      h("div", `${duration(node.self)} of its own`), node.errors ? h("div.error", `${count(node.errors)} errors`) : null,
      h("div.weak", "Click: focus. Shift and click: show the span."));
    tip.style.transform = `translate(${Math.min(px + 12, plot.clientWidth - tip.offsetWidth)}px, ${py + 14}px)`;
  });
  plot.addEventListener("pointerleave", () => tip.classList.remove("shown"));
  plot.addEventListener("click", (event) => {
    const [box] = at(event);
    if (!box) return;
    if (event.shiftKey) choose(box.node.first);
    else setFocus(box.node === focus ? top : box.node);
  });
  view.follow(plot, (change) => { if (change === "matches") mark(); });
  new ResizeObserver(paint).observe(plot);
  onTheme(plot, paint);
  mark();
  setFocus(top);
  return { element: h("div.stack.fills.scrolls", path, plot), focus: () => plot.focus() };
}
