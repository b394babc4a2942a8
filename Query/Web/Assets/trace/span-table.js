/** All spans as a sortable table; with a search, those that it found. */

import { h } from "../core/dom.js";
import { duration } from "../core/time.js";
import { swatch } from "../parts/parts.js";
import { numbers, texts, virtualTable } from "../parts/table.js";

/** @param {import("./view-state.js").ViewState} view @param {(place: number) => void} choose */
export function spanTable(view, choose) {
  const { trace } = view;
  const table = virtualTable({
    label: "Spans of the trace", rowHeight: 28, minWidth: 800, onOpen: choose, sort: { column: 2, descending: false },
    mark: (place) => (place === view.selected ? "selected" : ""),
    columns: [
      texts("Service", "minmax(140px, 1fr)", (place) => trace.service(place), (place) => h("span.row", swatch(trace.service(place)), h("span.cut", trace.service(place)))),
      texts("Operation", "minmax(180px, 2fr)", (place) => trace.name(place), (place) => h("span", { class: trace.isError(place) ? "error" : null }, trace.name(place))),
      numbers("Start", "110px", (place) => trace.starts[place] - trace.from, duration),
      numbers("Duration", "110px", (place) => trace.durations[place], duration),
      numbers("Of its own", "110px", (place) => trace.selfTimes[place], duration),
      texts("Kind", "90px", (place) => trace.kind(place)),
      texts("Status", "80px", (place) => trace.statuses[place], (place) => (trace.isError(place) ? h("span.badge.bad", "error") : trace.status(place))),
    ],
  });
  const show = () => table.show(Array.from({ length: trace.count }, (_, place) => place)
    .filter((place) => (!view.matches || view.matches[place]) && !view.hidden.has(trace.serviceCodes[place])));
  table.element.classList.add("fills");
  show();
  view.follow(table.element, (change) => {
    if (change === "matches" || change === "rows") show();
    if (change === "selection") table.redraw();
  });
  return { element: table.element, focus: () => table.element.focus() };
}
