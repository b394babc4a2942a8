/** Links to other systems, by the patterns that the operator of the server gave. */

import { get } from "../core/api.js";
import { h, isSafeURL } from "../core/dom.js";

/**
 * The server has checked them: scheme and host are written out, texts and places for values follow one another.
 * @typedef {(string | {name: string, formatters: any[][]})[]} Template
 * @typedef {{type: string, keys: string[], url: Template, text: Template}} Pattern
 */

/** @type {Promise<Pattern[]> | undefined} */
let asked;

/** Asked for once; a server that knows none has none. */
export const linkPatterns = () => (asked ??= get("link-patterns").then((answer) => answer.patterns).catch(() => []));

/** How many callers are asked for a value that a span does not have. */
const MOST_CALLERS = 100;

const FORMATTERS = {
  add: (value, offset) => Number(value) + offset,
  pad: (value, length, character) => String(value).padStart(length, character),
  date: (value) => new Date(Number(value) / 1000).toISOString(),
};

/** A template with its values; null when one is missing or unfit. Exported for its test. @param {Template} template */
export function filled(template, valueOf, escape = String) {
  try {
    return template.map((part) => {
      if (typeof part === "string") return part;
      const value = part.formatters.reduce((known, [name, ...words]) => FORMATTERS[name](known, ...words), valueOf(part.name));
      if (value === undefined || Number.isNaN(value)) throw new TypeError(part.name);
      return escape(value);
    }).join("");
  } catch {
    return null;
  }
}

function linkOf(pattern, valueOf) {
  const [href, text] = [filled(pattern.url, valueOf, encodeURIComponent), filled(pattern.text, valueOf)];
  return href !== null && text !== null && isSafeURL(href)
    ? h("a.button.plain", { href, target: "_blank", rel: "noopener noreferrer" }, text, " ↗") : null;
}

/** What patterns call a trace's facts; times in microseconds, as in Jaeger. @param {import("./trace.js").Trace} trace */
const facts = (trace) => ({
  traceID: trace.id, traceName: `${trace.service(trace.root)}: ${trace.name(trace.root)}`, duration: Math.round(trace.duration / 1000),
  startTime: Number(trace.moment(trace.from) / 1000n), endTime: Number(trace.moment(trace.to) / 1000n),
});

/** The links of a trace. @param {Pattern[]} patterns @returns {HTMLElement[]} */
export function traceLinks(patterns, trace) {
  const known = facts(trace);
  return patterns.filter(({ type }) => type === "traces").map((pattern) => linkOf(pattern, (name) => known[name])).filter(Boolean);
}

/**
 * The links of attributes of a span, its resource, or an event. A value comes from beside the attribute, from the span,
 * its resource, or the nearest caller that has it; `trace.` names what the trace has.
 * @param {Pattern[]} patterns @param {import("./trace.js").Trace} trace @param {"tags" | "process" | "logs"} type
 * @param {import("./trace.js").Attribute[]} beside @returns {(key: string) => HTMLElement[]}
 */
export function attributeLinks(patterns, trace, place, type, beside) {
  const known = facts(trace);
  const valueOf = (name) => {
    if (name.startsWith("trace.")) return known[name.slice(6)];
    const find = (list) => list.find(({ key }) => key === name)?.value;
    let value = find(beside);
    for (let at = place, steps = 0; value === undefined && at >= 0 && steps < MOST_CALLERS; at = trace.parents[at], steps++) {
      value = find(trace.attributes(at)) ?? find(trace.resource(at));
    }
    return value;
  };
  return (key) => patterns.filter((one) => one.type === type && one.keys.includes(key)).map((pattern) => linkOf(pattern, valueOf)).filter(Boolean);
}
