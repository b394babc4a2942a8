/** The time range of a page: relative (`range=1h`) or absolute (`start`, `end` in nanoseconds), kept in the URL. */

import { fill, h } from "../core/dom.js";
import { dateTime, toMilliseconds, toNanoseconds } from "../core/time.js";
import { menu } from "./parts.js";

const LENGTHS = [
  ["5m", "5 minutes", 300], ["15m", "15 minutes", 900], ["1h", "hour", 3600], ["3h", "3 hours", 10800],
  ["12h", "12 hours", 43200], ["24h", "24 hours", 86400], ["2d", "2 days", 172800], ["7d", "7 days", 604800],
  ["30d", "30 days", 2592000],
];

/**
 * @typedef {{from: number, to: number, relative: string | null}} Range milliseconds since 1970; `relative` is a length
 *   of the list, `all`, or null.
 * @param {URLSearchParams} query @param {string} [preset] @returns {Range}
 */
export function readRange(query, preset = "1h") {
  const [start, end] = [query.get("start"), query.get("end")];
  if (start && end && /^\d{1,20}$/.test(start) && /^\d{1,20}$/.test(end)) {
    return { from: toMilliseconds(start), to: toMilliseconds(end), relative: null };
  }
  const now = Date.now();
  const word = query.get("range") ?? preset;
  if (word === "all") return { from: 0, to: now + 86400000, relative: "all" };
  const seconds = LENGTHS.find(([key]) => key === word)?.[2] ?? 3600;
  return { from: now - seconds * 1000, to: now, relative: LENGTHS.some(([key]) => key === word) ? word : "1h" };
}

/** What a range is in the URL. @param {Range} range */
export function writeRange(range) {
  return range.relative
    ? { range: range.relative, start: null, end: null }
    : { range: null, start: toNanoseconds(range.from), end: toNanoseconds(range.to) };
}

/** What a range is for the API. */
export const apiRange = (range) => ({ start: toNanoseconds(Math.max(0, range.from)), end: toNanoseconds(range.to) });

export function rangeText(range) {
  if (range.relative === "all") return "All time";
  if (range.relative) return `Last ${LENGTHS.find(([key]) => key === range.relative)?.[1]}`;
  const end = new Date(range.to).toDateString() === new Date(range.from).toDateString()
    ? dateTime(range.to).slice(11) : dateTime(range.to);
  return `${dateTime(range.from)} – ${end}`;
}

const localValue = (milliseconds) => dateTime(milliseconds).replace(" ", "T");

/** A button with the range, under it a menu to change it. @param {Range} range @param {(range: Range) => void} choose */
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
