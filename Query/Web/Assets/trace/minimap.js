/** The whole trace in a strip; dragging chooses the stretch of time that the waterfall shows. */

import { h, placeIn } from "../core/dom.js";
import { onTheme, penOn, serviceColor, token } from "../core/colors.js";
import { duration } from "../core/time.js";

const HEIGHT = 56;

/** @param {import("./view-state.js").ViewState} view */
export function minimap(view) {
  const { trace } = view;
  const canvas = h("canvas", { "aria-hidden": "true" });
  const shade = h("div.window", { "aria-hidden": "true" });
  const element = h("div.minimap", {
    tabindex: "0", role: "slider", "aria-label": "Stretch of time that is shown", "aria-valuemin": 0, "aria-valuemax": 100,
    "aria-valuenow": 0,
  }, canvas, shade);
  let drag = null;

  function paint() {
    const width = element.clientWidth;
    if (!width) return;
    const pen = penOn(canvas, width, HEIGHT);
    const perRow = Math.max(HEIGHT / Math.max(trace.count, 1), 0);
    const thickness = Math.max(0.6, Math.min(3, perRow));
    const step = Math.max(1, Math.floor(trace.count / 20000));
    const colors = new Map();
    // Beyond 20,000 spans a strip of 56 pixels shows no more for drawing all of them.
    for (let place = 0; place < trace.count; place += step) {
      const code = trace.serviceCodes[place];
      let color = colors.get(code);
      if (!color) colors.set(code, (color = serviceColor(trace.text(code))));
      pen.fillStyle = color;
      const left = ((trace.starts[place] - trace.from) / trace.duration) * width;
      pen.fillRect(left, (place / trace.count) * (HEIGHT - 4) + 1, Math.max(0.6, (trace.durations[place] / trace.duration) * width), thickness);
    }
    pen.fillStyle = token("--error");
    let drawn = 0;
    for (let place = 0; place < trace.count && drawn < 5000; place++) {
      if (!trace.isError(place)) continue;
      drawn++;
      const left = ((trace.starts[place] - trace.from) / trace.duration) * width;
      pen.fillRect(left, (place / trace.count) * (HEIGHT - 4), Math.max(2, (trace.durations[place] / trace.duration) * width), Math.max(1, thickness));
    }
    place();
  }

  function place() {
    const share = (time) => ((time - trace.from) / trace.duration) * 100;
    shade.style.left = `${share(view.from)}%`;
    shade.style.width = `${share(view.to) - share(view.from)}%`;
    element.setAttribute("aria-valuenow", String(Math.round(share(view.from))));
    element.setAttribute("aria-valuetext", `${duration(view.from - trace.from)} to ${duration(view.to - trace.from)}`);
    element.classList.toggle("whole", view.to - view.from >= trace.duration);
  }

  const timeAt = (event) => trace.from + Math.max(0, Math.min(1, placeIn(element, event)[0] / element.offsetWidth)) * trace.duration;
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    const at = timeAt(event);
    const isInside = at > view.from && at < view.to && view.to - view.from < trace.duration;
    drag = { at, from: view.from, to: view.to, moves: isInside };
  });
  element.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const at = timeAt(event);
    if (drag.moves) view.zoom(drag.from + at - drag.at, drag.to + at - drag.at);
    else if (Math.abs(at - drag.at) > trace.duration * 0.004) view.zoom(Math.min(at, drag.at), Math.max(at, drag.at));
  });
  element.addEventListener("pointerup", () => { drag = null; });
  element.addEventListener("pointercancel", () => { drag = null; });
  element.addEventListener("dblclick", () => view.zoom(trace.from, trace.to));
  element.addEventListener("keydown", (event) => {
    const act = { ArrowLeft: () => view.pan(-0.1), ArrowRight: () => view.pan(0.1), ArrowUp: () => view.zoomBy(0.8), ArrowDown: () => view.zoomBy(1.25), Home: () => view.zoom(trace.from, trace.to) }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  view.addEventListener("change", ({ detail }) => { if (detail === "time") place(); });
  new ResizeObserver(paint).observe(element);
  onTheme(element, paint);
  return { element };
}
