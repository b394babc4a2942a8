/** The button and menu that change the time range of a page. */

import { fill, h } from "../core/dom.js";
import { LENGTHS, rangeText, readRange } from "../core/range.js";
import { dateTime } from "../core/time.js";
import { menu } from "./parts.js";

const localValue = (milliseconds) => dateTime(milliseconds).replace(" ", "T");

/** A button with the range, under it a menu to change it. @param {import("../core/range.js").Range} range @param {(range: import("../core/range.js").Range) => void} choose */
export function rangePicker(range, choose) {
  const title = h("span", rangeText(range));
  const element = menu(title, (close) => {
    const pick = (next) => {
      close();
      fill(title, rangeText(next));
      choose(next);
    };
    const relative = (key) => pick(readRange(new URLSearchParams({ range: key })));
    const from = h("input", { type: "datetime-local", step: "1", "aria-label": "From", value: localValue(range.relative === "all" ? Date.now() - 3600000 : range.from) });
    const to = h("input", { type: "datetime-local", step: "1", "aria-label": "To", value: localValue(range.to) });
    return [
      LENGTHS.map(([key, text]) => h("button", { onclick: () => relative(key) }, `Last ${text}`)),
      h("button", { onclick: () => relative("all") }, "All time"),
      h("div.field", h("span.label", "From – to"), from, to,
        h("button", { onclick: () => {
          const next = { from: new Date(from.value).getTime(), to: new Date(to.value).getTime(), relative: null };
          if (next.from < next.to) pick(next);
          else to.setAttribute("aria-invalid", "true");
        } }, "Use this range")),
    ];
  }, { "aria-label": "Time range", title: "Time range" });
  return Object.assign(element, { set: (next) => { range = next; fill(title, rangeText(next)); } });
}
