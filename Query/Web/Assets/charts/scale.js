/** Scales and ticks: pure functions from values to pixels. */

/**
 * @typedef {{(value: number): number, invert: (pixel: number) => number, from: number, to: number}} Scale
 */

/** @returns {Scale} */
export function linear(from, to, start, end) {
  const span = to - from || 1;
  const scale = (value) => start + ((value - from) / span) * (end - start);
  return Object.assign(scale, { invert: (pixel) => from + ((pixel - start) / (end - start || 1)) * span, from, to });
}

/** Equal factors are equal distances. Values below `from` count as `from`. @returns {Scale} */
export function logarithmic(from, to, start, end) {
  const low = Math.log(Math.max(from, 1e-9));
  const span = Math.log(Math.max(to, from * 1.000001)) - low;
  const scale = (value) => start + ((Math.log(Math.max(value, from)) - low) / span) * (end - start);
  return Object.assign(scale, {
    invert: (pixel) => Math.exp(low + ((pixel - start) / (end - start || 1)) * span), from, to,
  });
}

/** Round numbers between two, at most `count` of them. @returns {number[]} */
export function ticks(from, to, count) {
  const span = to - from;
  if (!(span > 0) || count < 1) return [from];
  const raw = span / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= raw) ?? 10 * power;
  const values = [];
  for (let value = Math.ceil(from / step) * step; value <= to + step * 1e-9; value += step) {
    values.push(Math.abs(value) < step * 1e-9 ? 0 : value);
  }
  return values;
}

/** Powers of ten between two values, and 2 and 5 times them where there are few. @returns {number[]} */
export function logTicks(from, to) {
  const first = Math.floor(Math.log10(Math.max(from, 1e-9)));
  const last = Math.ceil(Math.log10(Math.max(to, from)));
  const factors = last - first > 2 ? [1] : [1, 2, 5];
  const values = [];
  for (let power = first; power <= last; power++) {
    for (const factor of factors) {
      const value = factor * 10 ** power;
      if (value >= from * 0.999 && value <= to * 1.001) values.push(value);
    }
  }
  return values;
}

const SECOND = 1000;
const STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND,
  60 * SECOND, 120 * SECOND, 300 * SECOND, 600 * SECOND, 900 * SECOND, 1800 * SECOND, 3600 * SECOND, 7200 * SECOND,
  10800 * SECOND, 21600 * SECOND, 43200 * SECOND, 86400 * SECOND, 2 * 86400 * SECOND, 7 * 86400 * SECOND,
  14 * 86400 * SECOND, 30 * 86400 * SECOND,
];

/** Moments at round local times, at most `count`. @returns {{value: number, text: string}[]} */
export function timeTicks(from, to, count) {
  const step = STEPS.find((size) => (to - from) / size <= count) ?? 365 * 86400 * SECOND;
  if (step > 86400 * SECOND * 30) return yearTicks(from, to);
  const zone = new Date(from).getTimezoneOffset() * 60 * SECOND;
  const result = [];
  for (let value = Math.ceil((from - zone) / step) * step + zone; value <= to; value += step) {
    result.push({ value, text: timeText(value, step) });
  }
  return result;
}

function yearTicks(from, to) {
  const result = [];
  for (let year = new Date(from).getFullYear(); year <= new Date(to).getFullYear(); year++) {
    const value = new Date(year, 0, 1).getTime();
    if (value >= from && value <= to) result.push({ value, text: String(year) });
  }
  return result;
}

function timeText(value, step) {
  const date = new Date(value);
  const two = (number) => String(number).padStart(2, "0");
  const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (step >= 86400 * SECOND) return day;
  if (step >= 60 * SECOND) return date.getHours() === 0 && date.getMinutes() === 0 ? day : time;
  if (step >= SECOND) return `${time}:${two(date.getSeconds())}`;
  return `${two(date.getSeconds())}.${String(Math.round(value % 1000)).padStart(3, "0")}`;
}

/** The length of a step that divides a range into about `count` parts, in whole minutes. @returns {number} minutes */
export function stepMinutes(milliseconds, count) {
  const wanted = milliseconds / 60000 / count;
  return [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].find((size) => size >= wanted) ?? 1440 * 7;
}
