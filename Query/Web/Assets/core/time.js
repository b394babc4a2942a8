/**
 * Times and durations. Moments are nanoseconds since 1970 as BigInt or decimal text where they come from the API;
 * for drawing, milliseconds as numbers are enough.
 */

import { h } from "./dom.js";

/** @param {string | bigint | number} nanoseconds @returns {number} milliseconds since 1970 */
export const toMilliseconds = (nanoseconds) => Number(BigInt(nanoseconds) / 1000n) / 1000;

/** @param {number} milliseconds @returns {string} nanoseconds since 1970, for the API */
export const toNanoseconds = (milliseconds) => String(BigInt(Math.round(milliseconds * 1000)) * 1000n);

const UNITS = [[1e3, "ns", 1], [1e6, "µs", 1e3], [1e9, "ms", 1e6], [60e9, "s", 1e9]];

/** A duration with three digits: `1.24 ms`, `2 m 05 s`. @param {number} nanoseconds */
export function duration(nanoseconds) {
  if (!Number.isFinite(nanoseconds)) return "–";
  const size = Math.abs(nanoseconds);
  for (const [limit, unit, factor] of UNITS) {
    if (size < limit) return `${digits(nanoseconds / factor)} ${unit}`;
  }
  const seconds = Math.round(size / 1e9);
  const sign = nanoseconds < 0 ? "-" : "";
  const parts = [[86400, "d"], [3600, "h"], [60, "m"], [1, "s"]];
  const first = parts.findIndex(([length]) => seconds >= length);
  const head = Math.floor(seconds / parts[first][0]);
  const rest = parts[first + 1];
  if (!rest) return `${sign}${head} s`;
  const tail = Math.floor((seconds % parts[first][0]) / rest[0]);
  return `${sign}${head} ${parts[first][1]} ${String(tail).padStart(2, "0")} ${rest[1]}`;
}

/** At most three significant digits, without an exponent. @param {number} value */
export function digits(value) {
  const size = Math.abs(value);
  if (size >= 100 || size === 0) return String(Math.round(value));
  if (size < 1e-6) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}

/** `1.2 M`; exact below 10,000. @param {number} value */
export function count(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size < 10000) return Number.isInteger(value) ? String(value).replace(/\d(?=\d{3}$)/, "$&,") : digits(value);
  if (size < 1e6) return `${digits(value / 1e3)} k`;
  if (size < 1e9) return `${digits(value / 1e6)} M`;
  return `${digits(value / 1e9)} G`;
}

/** How often: `12 /s`, and where that says little, a minute, an hour or a day. @param {number} perSecond */
export function rate(perSecond) {
  if (!(Math.abs(perSecond) > 0)) return perSecond === 0 ? "0/s" : "–";
  const [unit, seconds] = [["s", 1], ["min", 60], ["h", 3600]].find(([, length]) => Math.abs(perSecond) * length >= 0.05) ?? ["d", 86400];
  return `${count(perSecond * seconds)}/${unit}`;
}

/** `3.1 %` @param {number} share from 0 to 1 */
export function percent(share) {
  if (!Number.isFinite(share)) return "–";
  if (share === 0) return "0 %";
  const value = share * 100;
  return value < 0.01 ? "< 0.01 %" : `${Number(value.toPrecision(value >= 99.5 ? 4 : 3))} %`;
}

/**
 * Reads `250ms`, `1.5s`, `2m`, `1h`, `7d`; a bare number counts as milliseconds. `null` for anything else.
 * @param {string} text @returns {number | null} nanoseconds
 */
export function parseDuration(text) {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|s|m|h|d)?\s*$/.exec(text);
  if (!match) return null;
  const factor = { ns: 1, us: 1e3, "µs": 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9, d: 86400e9 }[match[2] ?? "ms"];
  return Math.round(Number(match[1]) * factor);
}

const two = (value) => String(value).padStart(2, "0");

/** @param {number} milliseconds @returns {string} `2026-01-02 03:04:05` in the reader's zone */
export function dateTime(milliseconds) {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return "–";
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock(milliseconds)}`;
}

/** @returns {string} `03:04:05` in the reader's zone; with `places` also fractions of a second */
export function clock(milliseconds, places = 0) {
  const date = new Date(milliseconds);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  if (!places) return time;
  const fraction = Math.floor((((milliseconds % 1000) + 1000) % 1000) * 1000);
  return `${time}.${String(fraction).padStart(6, "0").slice(0, places)}`;
}

/** @returns {string} the same moment in UTC, for people who compare with logs */
export function utc(milliseconds) {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? "–" : `${date.toISOString().replace("T", " ").replace("Z", "")} UTC`;
}

/** An element that shows a moment, UTC on hover. */
export function timeElement(milliseconds, text = dateTime(milliseconds)) {
  const date = new Date(milliseconds);
  const iso = Number.isNaN(date.getTime()) ? "" : date.toISOString();
  return h("time", { datetime: iso, title: utc(milliseconds) }, text);
}

/** `3 min ago` @param {number} milliseconds */
export function ago(milliseconds, now = Date.now()) {
  const seconds = Math.round((now - milliseconds) / 1000);
  if (seconds < 0) return "in the future";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 172800) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86400)} d ago`;
}
