/** Events and log records of all spans in the order of time. */

import { h } from "../core/dom.js";
import { duration } from "../core/time.js";
import { bodyText, swatch } from "../parts/parts.js";
import { numbers, texts, virtualTable } from "../parts/table.js";

/** @param {import("./trace.js").Trace} trace @param {any[]} records @param {(place: number) => void} choose */
export function eventList(trace, records, choose) {
  const rows = [];
  for (let place = 0; place < trace.count; place++) {
    if (!trace.eventCount(place)) continue;
    for (const event of trace.events(place)) {
      const text = event.attributes.map(({ key, value }) => `${key}=${value.slice(0, 200)}`).join("  ");
      rows.push({ time: event.time, place, kind: "event", name: event.name, text, isBad: event.name === "exception" });
    }
  }
  const places = trace.placesOf(records.map((record) => record.spanID ?? ""));
  for (const [index, record] of records.entries()) {
    rows.push({
      time: Number(BigInt(record.time) - trace.base), place: places[index], kind: record.severity ?? "log",
      name: record.service ?? "", text: bodyText(record),
      isBad: /^(error|fatal)/.test(record.severity ?? ""),
    });
  }
  const table = virtualTable({
    label: "Events and logs", rowHeight: 28, minWidth: 760, sort: { column: 0, descending: false },
    onOpen: (row) => { if (row.place >= 0) choose(row.place); },
    columns: [
      numbers("Time", "110px", (row) => row.time, (time) => `+${duration(time - trace.from)}`),
      texts("Kind", "80px", (row) => row.kind, (row) => h("span", { class: row.isBad ? "badge bad" : "badge" }, row.kind)),
      texts("Span", "minmax(160px, 1fr)", (row) => (row.place >= 0 ? trace.name(row.place) : ""), (row) => (row.place >= 0 ? h("span.row", swatch(trace.service(row.place)), h("span.cut", trace.name(row.place))) : h("span.weak", row.name))),
      { title: "Text", width: "minmax(260px, 4fr)", cell: (row) => h("span", { title: row.text.slice(0, 1000) }, row.kind === "event" ? h("strong", row.name, " ") : null, row.text.slice(0, 500)) },
    ],
  });
  table.element.classList.add("fills");
  table.show(rows);
  return { element: rows.length ? table.element : h("div.empty", h("h2", "No events, no logs"), h("p", "No span of this trace has an event, and no log record names it.")) };
}
