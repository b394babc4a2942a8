/** The time range of a page: relative (`range=1h`) or absolute (`start`, `end` in nanoseconds), kept in the URL. */

import { dateTime, toMilliseconds, toNanoseconds } from "./time.js";

export const LENGTHS = [
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
