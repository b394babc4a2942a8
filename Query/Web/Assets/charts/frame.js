/** The frame of every chart: canvas, axes, tooltip, brush, keyboard, a text alternative. */

import { fill, h } from "../core/dom.js";
import { onTheme, token } from "../core/colors.js";
import { duration } from "../core/time.js";
import { linear, logarithmic, logTicks, ticks, timeTicks } from "./scale.js";

const MARGIN = { left: 56, right: 12, top: 8, bottom: 22 };

/**
 * @typedef {Object} Axis
 * @property {number} from
 * @property {number} to
 * @property {boolean} [log]
 * @property {boolean} [time] milliseconds since 1970
 * @property {(value: number) => string} [format]
 *
 * @typedef {Object} ChartOptions
 * @property {string} label what the chart shows, for its heading and screen readers
 * @property {number} [height]
 * @property {Axis} x
 * @property {Axis} y
 * @property {(pen: CanvasRenderingContext2D, x: import("./scale.js").Scale, y: import("./scale.js").Scale) => void} draw
 * @property {(px: number, py: number, x: any, y: any) => {text: string[], px?: number, py?: number, open?: () => void} | null} [pick]
 * @property {(from: number, to: number) => void} [onBrush] by dragging along the x axis
 * @property {{x: number, text: string}[]} [marks] moments that explain a change, such as deployments
 * @property {() => string[][]} [rows] the text alternative: rows of a table, the first is its head
 */

/** @param {ChartOptions} options */
export function chart(options) {
  const canvas = h("canvas");
  const tip = h("div.tip", { "aria-hidden": "true" });
  const brush = h("div.brush", { "aria-hidden": "true" });
  const summary = options.rows ? h("details.alternative", h("summary", "Table"), h("div")) : null;
  const element = h("figure.chart", { role: "group", "aria-label": options.label },
    h("div.plot", { role: "img", tabindex: "0", "aria-label": `${options.label}: chart` }, canvas, brush, tip), summary);
  const plot = element.firstElementChild;
  plot.style.height = `${options.height ?? 160}px`;
  let scales = null;

  function paint() {
    const width = plot.clientWidth;
    const height = plot.clientHeight;
    if (!width || !height) return;
    const ratio = devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    pen.font = "11px system-ui, sans-serif";
    const { x, y } = options;
    const make = (axis, start, end) => (axis.log ? logarithmic : linear)(axis.from, axis.to, start, end);
    scales = {
      x: make(x, MARGIN.left, width - MARGIN.right), y: make(y, height - MARGIN.bottom, MARGIN.top), width, height,
    };
    drawAxes(pen, scales, options);
    pen.save();
    pen.beginPath();
    pen.rect(MARGIN.left - 1, MARGIN.top - 4, width - MARGIN.left - MARGIN.right + 2, height - MARGIN.bottom - MARGIN.top + 5);
    pen.clip();
    options.draw(pen, scales.x, scales.y);
    for (const mark of options.marks ?? []) drawMark(pen, scales, mark);
    pen.restore();
  }

  function pointed(event) {
    const box = plot.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  function hover(event) {
    const [px, py] = pointed(event);
    const found = scales && options.pick ? options.pick(px, py, scales.x, scales.y) : null;
    tip.classList.toggle("shown", Boolean(found));
    plot.classList.toggle("opens", Boolean(found?.open));
    if (!found) return;
    fill(tip, found.text.map((line, index) => h(index ? "div" : "div.strong", line)));
    const left = (found.px ?? px) + 12;
    tip.style.left = `${left + tip.offsetWidth > scales.width ? Math.max(0, left - tip.offsetWidth - 24) : left}px`;
    tip.style.top = `${Math.max(0, Math.min((found.py ?? py) - 8, scales.height - tip.offsetHeight))}px`;
  }

  let start = null;
  plot.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !scales) return;
    start = pointed(event)[0];
    if (options.onBrush) plot.setPointerCapture(event.pointerId);
  });
  plot.addEventListener("pointermove", (event) => {
    if (start === null || !options.onBrush) return hover(event);
    const [px] = pointed(event);
    if (Math.abs(px - start) < 4) return;
    tip.classList.remove("shown");
    const [left, right] = clamp(start, px, scales);
    brush.classList.add("shown");
    brush.style.left = `${left}px`;
    brush.style.width = `${right - left}px`;
  });
  plot.addEventListener("pointerup", (event) => {
    const [px, py] = pointed(event);
    const began = start;
    start = null;
    brush.classList.remove("shown");
    if (began === null || !scales) return;
    if (Math.abs(px - began) < 4) return options.pick?.(px, py, scales.x, scales.y)?.open?.();
    if (!options.onBrush) return;
    const [left, right] = clamp(began, px, scales);
    options.onBrush(scales.x.invert(left), scales.x.invert(right));
  });
  plot.addEventListener("pointercancel", () => { start = null; brush.classList.remove("shown"); });
  plot.addEventListener("pointerleave", () => tip.classList.remove("shown"));
  plot.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !summary) return;
    summary.open = !summary.open;
  });
  summary?.addEventListener("toggle", () => {
    if (summary.open) fill(summary.lastElementChild, table(options.rows()));
  });

  new ResizeObserver(paint).observe(plot);
  onTheme(element, paint);

  return {
    element,
    /** Takes over other options and paints anew. @param {Partial<ChartOptions>} changes */
    update(changes) {
      Object.assign(options, changes);
      if (summary?.open) fill(summary.lastElementChild, table(options.rows()));
      paint();
    },
  };
}

function clamp(one, other, scales) {
  const limit = (value) => Math.max(MARGIN.left, Math.min(value, scales.width - MARGIN.right));
  const [left, right] = [limit(one), limit(other)].sort((a, b) => a - b);
  return [left, right];
}

function table([head, ...rows]) {
  return h("table.plain", h("thead", h("tr", head.map((cell) => h("th", { scope: "col" }, cell)))),
    h("tbody", rows.slice(0, 500).map((row) => h("tr", row.map((cell) => h("td", cell))))));
}

function drawMark(pen, scales, { x, text }) {
  const place = Math.round(scales.x(x)) + 0.5;
  pen.strokeStyle = pen.fillStyle = token("--text-weak");
  pen.setLineDash([3, 3]);
  pen.beginPath();
  pen.moveTo(place, 0);
  pen.lineTo(place, scales.height);
  pen.stroke();
  pen.setLineDash([]);
  pen.textAlign = place + 80 > scales.width ? "right" : "left";
  pen.textBaseline = "top";
  pen.fillText(text, place + (pen.textAlign === "left" ? 4 : -4), MARGIN.top - 2);
}

function drawAxes(pen, scales, { x, y }) {
  const { width, height } = scales;
  const bottom = height - MARGIN.bottom;
  pen.strokeStyle = token("--line");
  pen.fillStyle = token("--text-weak");
  pen.lineWidth = 1;
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  const format = y.format ?? duration;
  const all = y.log ? logTicks(y.from, y.to) : ticks(y.from, y.to, Math.max(2, Math.floor(height / 40)));
  const skip = Math.ceil((all.length * 16) / (bottom - MARGIN.top));
  all.forEach((value, index) => {
    if (skip > 1 && index % skip) return;
    const level = Math.round(scales.y(value)) + 0.5;
    pen.beginPath();
    pen.moveTo(MARGIN.left, level);
    pen.lineTo(width - MARGIN.right, level);
    pen.stroke();
    pen.fillText(format(value), MARGIN.left - 6, level);
  });
  pen.textBaseline = "top";
  pen.textAlign = "center";
  const count = Math.max(2, Math.floor(width / 90));
  const marks = x.time
    ? timeTicks(x.from, x.to, count)
    : ticks(x.from, x.to, count).map((value) => ({ value, text: (x.format ?? String)(value) }));
  for (const { value, text } of marks) {
    const place = scales.x(value);
    const half = pen.measureText(text).width / 2;
    if (place - half < MARGIN.left - 20 || place + half > width) continue;
    pen.fillText(text, place, bottom + 6);
  }
}
