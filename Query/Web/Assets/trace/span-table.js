/** All spans as a sortable table; with a search, those that it found. */

import { h } from "../core/dom.js";
import { duration } from "../core/time.js";
import { swatch } from "../parts/parts.js";
import { virtualTable } from "../parts/table.js";

/** @param {import("./view-state.js").ViewState} view @param {(place: number) => void} choose */
export function spanTable(view, choose) {
  const { trace } = view;
  const table = virtualTable({
    label: "Spans of the trace", rowHeight: 28, minWidth: 800, onOpen: choose, sort: { column: 2, descending: false },
    mark: (place) => (place === view.selected ? "selected" : ""),
    columns: [
      { title: "Service", width: "minmax(140px, 1fr)", order: (place) => trace.service(place), cell: (place) => h("span.row", swatch(trace.service(place)), h("span.cut", trace.service(place))) },
      { title: "Operation", width: "minmax(180px, 2fr)", order: (place) => trace.name(place), cell: (place) => h("span", { class: trace.isError(place) ? "error" : null }, trace.name(place)) },
      { title: "Start", width: "110px", number: true, order: (place) => trace.starts[place], cell: (place) => duration(trace.starts[place] - trace.from) },
      { title: "Duration", width: "110px", number: true, order: (place) => trace.durations[place], cell: (place) => duration(trace.durations[place]) },
      { title: "Of its own", width: "110px", number: true, order: (place) => trace.selfTimes[place], cell: (place) => duration(trace.selfTimes[place]) },
      { title: "Kind", width: "90px", order: (place) => trace.kind(place), cell: (place) => trace.kind(place) },
      { title: "Status", width: "80px", order: (place) => trace.statuses[place], cell: (place) => (trace.isError(place) ? h("span.badge.bad", "error") : trace.status(place)) },
    ],
  });
  const show = () => table.show(Array.from({ length: trace.count }, (_, place) => place)
    .filter((place) => (!view.matches || view.matches[place]) && !view.hidden.has(trace.serviceCodes[place])));
  table.element.classList.add("fills");
  const listen = ({ detail }) => {
    if (!table.element.isConnected) return view.removeEventListener("change", listen);
    if (detail === "matches" || detail === "rows") show();
    if (detail === "selection") table.redraw();
  };
  show();
  queueMicrotask(() => view.addEventListener("change", listen));
  return { element: table.element, focus: () => table.element.focus() };
}
