/** The waterfall: rows on a canvas that draws only what is seen, in a box that the browser scrolls. */

import { h, placeIn } from "../core/dom.js";
import { onTheme, serviceColor, token } from "../core/colors.js";
import { recall, remember } from "../core/store.js";
import { duration } from "../core/time.js";
import { ticks } from "../charts/scale.js";

export const ROW = 24;
const RULER = 24;
const INDENT = 12;

/**
 * @param {import("./view-state.js").ViewState} view
 * @param {{open: (place: number) => void, logs?: Map<number, number>}} options
 */
export function waterfall(view, options) {
  const { trace } = view;
  const canvas = h("canvas");
  const spacer = h("div.spacer");
  const tip = h("div.tip", { "aria-hidden": "true" });
  const element = h("div.waterfall", {
    tabindex: "0", role: "application", "aria-label": "Waterfall of spans. Arrow keys choose a span, Enter shows it; the tab Spans has all of them as a table.",
  }, canvas, spacer);
  let labelWidth = 320;
  let labelShare = Number(recall("labels")) || 0;
  let isDragging = false;
  let hovered = -1;
  let waiting = false;
  let tokens = null;
  const colors = new Map();

  function draw() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; paint(); });
  }

  function paint() {
    const width = element.clientWidth;
    const height = element.clientHeight;
    if (!width || !height) return;
    const ratio = devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    tokens ??= readTokens();
    labelWidth = Math.round(labelShare ? Math.max(60, Math.min(width * labelShare, width - 120)) : Math.max(120, Math.min(width * 0.34, 440)));
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.fillStyle = tokens.ground;
    pen.fillRect(0, 0, width, height);
    pen.textBaseline = "middle";
    const first = Math.max(0, Math.floor(element.scrollTop / ROW));
    const last = Math.min(view.rows.length, Math.ceil((element.scrollTop + height) / ROW));
    drawGrid(pen, width, height);
    for (let row = first; row < last; row++) drawRow(pen, row, RULER + row * ROW - element.scrollTop, width);
    if (view.showsPath) drawPath(pen, first, last, width);
    drawRuler(pen, width);
  }

  const x = (time, width) => labelWidth + 8 + ((time - view.from) / (view.to - view.from)) * (width - labelWidth - 16);
  const time = (px, width) => view.from + ((px - labelWidth - 8) / (width - labelWidth - 16)) * (view.to - view.from);
  /** How far a name is moved to the right; deep ones stay where there is room to read them. */
  const indentOf = (place) => Math.max(0, Math.min(trace.depths[place], Math.floor((labelWidth - 140) / INDENT)));
  const colorOf = (place) => {
    const code = trace.serviceCodes[place];
    let color = colors.get(code);
    if (!color) colors.set(code, (color = serviceColor(trace.text(code))));
    return color;
  };

  function drawGrid(pen, width, height) {
    pen.strokeStyle = tokens.line;
    pen.lineWidth = 1;
    pen.beginPath();
    for (const value of marks(width)) {
      const place = Math.round(x(value + trace.from, width)) + 0.5;
      pen.moveTo(place, 0);
      pen.lineTo(place, height);
    }
    pen.stroke();
  }

  const marks = (width) => ticks(view.from - trace.from, view.to - trace.from, Math.max(2, Math.floor((width - labelWidth) / 120)));

  function drawRuler(pen, width) {
    pen.fillStyle = tokens.panel;
    pen.fillRect(0, 0, width, RULER);
    pen.font = tokens.font;
    pen.fillStyle = tokens.weak;
    pen.textAlign = "left";
    pen.fillText("Service and operation", 8, RULER / 2);
    pen.textAlign = "center";
    for (const value of marks(width)) {
      const place = x(value + trace.from, width);
      if (place > labelWidth + 24 && place < width - 24) pen.fillText(duration(value), place, RULER / 2);
    }
    pen.fillStyle = tokens.line;
    pen.fillRect(0, RULER - 1, width, 1);
    pen.fillRect(labelWidth, 0, 1, element.clientHeight);
  }

  function drawRow(pen, row, top, width) {
    const place = view.rows[row];
    if (place === view.selected || place === hovered) {
      pen.fillStyle = place === view.selected ? tokens.accentSoft : tokens.hover;
      pen.fillRect(0, top, width, ROW);
    }
    const isDim = view.matches && !view.matches[place];
    if (view.matches && !isDim) {
      pen.fillStyle = tokens.mark;
      pen.globalAlpha = 0.5;
      pen.fillRect(0, top, labelWidth, ROW);
    }
    pen.globalAlpha = isDim ? 0.35 : 1;
    drawLabel(pen, place, top);
    drawBar(pen, place, top, width);
    pen.globalAlpha = 1;
  }

  function drawLabel(pen, place, top) {
    const middle = top + ROW / 2;
    const depth = indentOf(place);
    const left = 8 + depth * INDENT;
    pen.save();
    pen.beginPath();
    pen.rect(0, top, labelWidth - 4, ROW);
    pen.clip();
    pen.strokeStyle = tokens.line;
    pen.beginPath();
    for (let level = 0; level < depth; level++) {
      pen.moveTo(13.5 + level * INDENT, top);
      pen.lineTo(13.5 + level * INDENT, top + ROW);
    }
    pen.stroke();
    pen.textAlign = "left";
    if (trace.hasChildren(place)) drawCaret(pen, left + 5, middle, view.collapsed[place]);
    pen.fillStyle = colorOf(place);
    pen.fillRect(left + 13, top + 5, 3, ROW - 10);
    pen.font = tokens.bold;
    pen.fillStyle = trace.isError(place) ? tokens.error : tokens.text;
    const service = trace.service(place);
    const sign = trace.warnings(place).length ? "⚠ " : "";
    const isSame = trace.parents[place] >= 0 && trace.serviceCodes[trace.parents[place]] === trace.serviceCodes[place];
    let at = left + 22;
    if (sign) {
      pen.fillText(sign, at, middle);
      at += pen.measureText(sign).width;
    }
    if (!isSame) {
      pen.fillText(service, at, middle);
      at += pen.measureText(service).width + 6;
    }
    pen.font = tokens.font;
    if (!trace.isError(place)) pen.fillStyle = isSame ? tokens.text : tokens.weak;
    pen.fillText(trace.name(place), at, middle);
    pen.restore();
  }

  function drawCaret(pen, left, middle, isCollapsed) {
    pen.fillStyle = tokens.weak;
    pen.beginPath();
    if (isCollapsed) {
      pen.moveTo(left - 2, middle - 4);
      pen.lineTo(left + 3, middle);
      pen.lineTo(left - 2, middle + 4);
    } else {
      pen.moveTo(left - 4, middle - 2);
      pen.lineTo(left, middle + 3);
      pen.lineTo(left + 4, middle - 2);
    }
    pen.fill();
  }

  function drawBar(pen, place, top, width) {
    const begin = x(trace.starts[place], width);
    const end = x(trace.end(place), width);
    pen.save();
    pen.beginPath();
    pen.rect(labelWidth + 1, top, width - labelWidth - 1, ROW);
    pen.clip();
    const from = Math.max(begin, labelWidth);
    const to = Math.max(from + 2, Math.min(end, width));
    if (end >= labelWidth && begin <= width) {
      pen.fillStyle = colorOf(place);
      pen.beginPath();
      pen.roundRect(from, top + 6, to - from, ROW - 12, 2);
      pen.fill();
      if (view.collapsed[place] && trace.errorsWithin(place) || trace.isError(place)) {
        pen.fillStyle = tokens.error;
        pen.fillRect(from, top + ROW - 6, Math.max(to - from, 4), 2);
      }
    }
    drawMarks(pen, place, top, width);
    drawBarText(pen, place, top, from, to, width);
    pen.restore();
  }

  function drawMarks(pen, place, top, width) {
    const count = trace.eventCount(place);
    const logs = options.logs?.get(place) ?? 0;
    if (count) {
      pen.fillStyle = tokens.text;
      for (const event of trace.events(place).slice(0, 50)) pen.fillRect(Math.round(x(event.time, width)), top + 4, 1.5, ROW - 8);
    }
    if (logs) {
      pen.fillStyle = tokens.accent;
      pen.fillRect(Math.round(x(trace.starts[place], width)), top + 3, 3, 3);
    }
  }

  function drawBarText(pen, place, top, from, to, width) {
    const hiddenErrors = view.collapsed[place] ? trace.errorsWithin(place) : 0;
    const parts = [duration(trace.durations[place])];
    if (view.collapsed[place]) parts.push(`${trace.ends[place] - place - 1} spans below`);
    if (hiddenErrors) parts.push(`${hiddenErrors} errors`);
    const links = trace.linkCount(place);
    if (links) parts.push(`↗ ${links}`);
    const text = parts.join(" · ");
    pen.font = tokens.font;
    pen.fillStyle = tokens.weak;
    const size = pen.measureText(text).width;
    pen.textAlign = "left";
    if (to + 6 + size < width) pen.fillText(text, to + 6, top + ROW / 2);
    else if (from - 6 - size > labelWidth) pen.fillText(text, from - 6 - size, top + ROW / 2);
    else {
      pen.globalAlpha = 1;
      pen.fillStyle = tokens.ground;
      pen.fillText(text, Math.max(from, labelWidth) + 6, top + ROW / 2);
    }
  }

  /** The critical path as a dark line at the foot of the bars that lie on it. */
  function drawPath(pen, first, last, width) {
    const { pathPlaces, pathStarts, pathEnds } = trace.layout;
    if (first >= last) return;
    const [low, high] = [view.rows[first], view.rows[last - 1]];
    pen.save();
    pen.beginPath();
    pen.rect(labelWidth + 1, RULER, width, element.clientHeight);
    pen.clip();
    pen.fillStyle = tokens.text;
    for (let index = 0; index < pathPlaces.length; index++) {
      const place = pathPlaces[index];
      if (place < low || place > high) continue;
      const row = view.rowOf(place);
      if (view.rows[row] !== place) continue;
      const begin = x(pathStarts[index], width);
      const top = RULER + row * ROW - element.scrollTop;
      pen.fillRect(begin, top + ROW - 9, Math.max(1, x(pathEnds[index], width) - begin), 2);
    }
    pen.restore();
  }

  function rowAt(event) {
    const [px, py] = placeIn(element, event);
    const row = Math.floor((py - RULER + element.scrollTop) / ROW);
    return [py >= RULER && row < view.rows.length ? view.rows[row] : -1, px, py];
  }

  /** The width of the names is the reader's: by the line beside them, or by keys. */
  function resize(share) {
    labelShare = Math.max(0.05, Math.min(0.9, share));
    remember("labels", labelShare.toFixed(4));
    draw();
  }
  const isAtEdge = (px) => Math.abs(px - labelWidth) <= 4;
  element.addEventListener("pointerdown", (event) => {
    if (!isAtEdge(rowAt(event)[1])) return;
    event.preventDefault();
    isDragging = true;
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener("lostpointercapture", () => { isDragging = false; });

  element.addEventListener("pointermove", (event) => {
    const [place, px, py] = rowAt(event);
    element.classList.toggle("resizes", isDragging || isAtEdge(px));
    if (isDragging) return resize(px / element.clientWidth);
    if (place !== hovered) {
      hovered = place;
      draw();
    }
    tip.classList.toggle("shown", place >= 0 && px > labelWidth);
    if (place < 0 || px <= labelWidth) return;
    const text = [`${trace.service(place)}: ${trace.name(place)}`,
      `${duration(trace.durations[place])}, ${duration(trace.selfTimes[place])} of its own`,
      `starts at ${duration(trace.starts[place] - trace.from)}`];
    if (trace.criticalTimes[place]) text.push(`${duration(trace.criticalTimes[place])} on the critical path`);
    if (trace.eventCount(place)) text.push(`${trace.eventCount(place)} events`);
    if (trace.linkCount(place)) text.push(`${trace.linkCount(place)} links`);
    text.push(...trace.warnings(place));
    if (options.logs?.get(place)) text.push(`${options.logs.get(place)} log records`);
    tip.replaceChildren(...text.map((line, index) => h(index ? "div" : "div.strong", line)));
    const left = px + 14 + tip.offsetWidth > element.clientWidth ? px - tip.offsetWidth - 14 : px + 14;
    tip.style.transform = `translate(${Math.max(0, left)}px, ${Math.min(py + 10, element.clientHeight - tip.offsetHeight)}px)`;
  });
  element.addEventListener("pointerleave", () => {
    hovered = -1;
    tip.classList.remove("shown");
    draw();
  });
  element.addEventListener("click", (event) => {
    const [place, px] = rowAt(event);
    if (place < 0 || isAtEdge(px)) return;
    const left = 8 + indentOf(place) * INDENT;
    if (px < labelWidth && px >= left - 6 && px <= left + 12 && trace.hasChildren(place)) view.toggle(place);
    else options.open(place);
  });
  element.addEventListener("dblclick", (event) => {
    const [place, px] = rowAt(event);
    if (place >= 0 && px > labelWidth) view.zoom(trace.starts[place] - trace.durations[place] * 0.05, trace.end(place) + trace.durations[place] * 0.05);
  });
  element.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.shiftKey) return;
    event.preventDefault();
    if (event.shiftKey) return view.pan(Math.sign(event.deltaY || event.deltaX) * 0.1);
    const [px] = placeIn(element, event);
    view.zoomBy(event.deltaY > 0 ? 1.25 : 0.8, time(Math.max(px, labelWidth), element.clientWidth));
  }, { passive: false });
  element.addEventListener("scroll", () => { tip.classList.remove("shown"); draw(); }, { passive: true });

  function measure() {
    spacer.style.height = `${RULER + view.rows.length * ROW - element.clientHeight}px`;
    draw();
  }

  function reveal(place) {
    const row = view.rowOf(place);
    if (row < 0) return;
    const top = row * ROW;
    const space = element.clientHeight - RULER;
    if (top < element.scrollTop) element.scrollTop = Math.max(0, top - ROW);
    else if (top + ROW > element.scrollTop + space) element.scrollTop = top - space + 2 * ROW;
  }

  view.addEventListener("change", ({ detail }) => {
    if (detail === "rows") measure();
    if (detail === "selection" && view.selected >= 0) reveal(view.selected);
    draw();
  });
  new ResizeObserver(measure).observe(element);
  onTheme(element, () => {
    tokens = null;
    colors.clear();
    draw();
  });
  return { element: h("div.waterfallbox", element, tip), focus: () => element.focus({ preventScroll: true }), draw, reveal, widen: (step) => resize(labelWidth / element.clientWidth + step) };
}

function readTokens() {
  const names = { ground: "--ground", panel: "--panel", line: "--line", text: "--text", weak: "--text-weak", hover: "--hover", error: "--error", accent: "--accent", accentSoft: "--accent-soft", mark: "--mark" };
  const result = Object.fromEntries(Object.entries(names).map(([name, property]) => [name, token(property)]));
  return { ...result, font: "12px system-ui, sans-serif", bold: "600 12px system-ui, sans-serif" };
}
