/** The frame of pages about a range of time: title, range, live refresh; what fails says so and can be tried again. */

import { get, isAbort } from "../core/api.js";
import { fill, h } from "../core/dom.js";
import { readRange, writeRange, apiRange } from "../core/range.js";
import { keep } from "../core/router.js";
import { toMilliseconds } from "../core/time.js";
import { stepMinutes } from "../charts/scale.js";
import { bind } from "./keys.js";
import { empty, failure, show } from "./parts.js";
import { firstRun, isEmptyStore } from "./first-run.js";
import { rangePicker } from "./range.js";

const PAUSE = 10000;

/**
 * @param {HTMLElement} place
 * @param {{title: any, location: any, signal: AbortSignal, tools?: any[], preset?: string,
 *   extent?: (signal: AbortSignal) => Promise<{from: number, to: number}>,
 *   load: (range: import("../core/range.js").Range, signal: AbortSignal) => Promise<any>}} options `load` gives what to show;
 *   it is asked anew when the range changes, and every ten seconds while the range is relative. `extent` says what
 *   "all time" is, where that is not the time of spans.
 */
export function frame(place, options) {
  const { signal, preset } = options;
  let range = readRange(options.location.query, preset);
  let asked = new AbortController();
  const body = h("div.stack");
  const picker = rangePicker(range, choose);
  const again = h("button", { title: "Ask anew (r)", "aria-label": "Ask anew", onclick: () => reload() }, "↻");
  const title = h("h1.grow", options.title);
  fill(place, h("div.page", h("div.row.wrap", title, options.tools ?? [], picker, again), body));
  signal.addEventListener("abort", () => asked.abort());
  bind("This page", [["r", "Ask anew", () => reload()]]);
  const timer = setInterval(() => {
    if (range.relative && range.relative !== "all" && !document.hidden && !place.querySelector(".box:not([hidden])")) reload(true);
  }, PAUSE);
  signal.addEventListener("abort", () => clearInterval(timer));

  function choose(next) {
    range = next;
    keep(writeRange(range));
    picker.set(range);
    reload();
  }

  async function reload(isSilent = false) {
    asked.abort();
    asked = new AbortController();
    const wanted = asked.signal;
    if (range.relative) range = readRange(new URLSearchParams({ range: range.relative }), preset);
    const work = async () => {
      const bounded = range.relative === "all" ? { ...range, ...(await (options.extent ?? extent)(wanted)) } : range;
      const [content, isEmpty] = await Promise.all([options.load(bounded, wanted), isNew]);
      isNew = false;
      if (!wanted.aborted && (isEmpty || content)) fill(body, isEmpty ? firstRun(signal, () => reload()) : content);
    };
    if (!isSilent) return show(body, work, () => reload());
    return work().catch((error) => { if (!isAbort(error)) body.prepend(failure(error, () => reload())); });
  }

  /** Whether nothing at all is stored: asked beside what the page loads first. */
  let isNew = isEmptyStore(signal).catch(() => false);
  // The page that is framed gets the frame before it is asked for its content.
  queueMicrotask(() => reload());

  return {
    reload, choose,
    get range() { return range; },
    /** Says that nothing is there, and offers to look where something is. */
    async nothing(what) {
      const newest = await newestRange(signal).catch(() => null);
      return empty(what, newest && h("p", h("button.primary", { onclick: () => choose(newest) }, "Go to the newest spans")));
    },
    update(location) {
      range = readRange(location.query, preset);
      picker.set(range);
      reload();
      return true;
    },
  };
}

/** The parameters that links to other pages about the same time carry. */
export const linkRange = (range) => {
  const { range: relative, start, end } = writeRange(range);
  return { range: relative, start, end };
};

const DAY = 86400000;

async function points(from, to, minutes, signal) {
  const answer = await get("red", { ...apiRange({ from, to }), step: `${minutes}m` }, signal);
  return (answer.groups[0]?.points ?? []).map((point) => toMilliseconds(point.time));
}

/** Where spans are at all, found in three steps: weeks, then hours at both ends. */
async function extent(signal) {
  const now = Date.now() + DAY;
  const weeks = await points(now - 3650 * DAY, now, 10080, signal);
  if (!weeks.length) return { from: now - 2 * DAY, to: now };
  const first = await points(weeks[0], weeks[0] + 7 * DAY, 60, signal);
  const last = await points(weeks.at(-1), weeks.at(-1) + 7 * DAY, 60, signal);
  return { from: first[0] ?? weeks[0], to: (last.at(-1) ?? weeks.at(-1)) + 3600000 };
}

async function newestRange(signal) {
  const { to } = await extent(signal);
  const minutes = await points(to - 7200000, to, 1, signal);
  const end = (minutes.at(-1) ?? to) + 60000;
  return { from: Math.max(minutes.find((at) => at > end - 3600000) ?? 0, end - 3600000), to: end, relative: null };
}

/** The step of charts over a range. @returns {number} minutes */
export const stepOf = (range) => stepMinutes(range.to - range.from, 90);
