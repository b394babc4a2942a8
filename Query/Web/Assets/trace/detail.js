/** What one span has to say. */

import { h, isSafeURL } from "../core/dom.js";
import { link } from "../core/router.js";
import { clock, digits, duration, timeElement, toMilliseconds, toNanoseconds, utc } from "../core/time.js";
import { bodyText, copyButton, figure, swatch, traceLink } from "../parts/parts.js";
import { attributeLinks } from "./links.js";

/**
 * @param {import("./view-state.js").ViewState} view @param {number} place
 * @param {{logs: any[], close: () => void, isStored: boolean, patterns?: import("./links.js").Pattern[]}} options
 */
export function spanDetail(view, place, options) {
  const { trace } = view;
  const { logs, close } = options;
  const resource = trace.resource(place);
  const scope = trace.scope(place);
  const events = trace.events(place);
  const links = trace.links(place);
  const linksOf = (type, beside) => attributeLinks(options.patterns ?? [], trace, place, type, beside);
  const ofEvent = (list) => attributes(list, linksOf("logs", list));
  const own = trace.attributes(place);
  const critical = trace.criticalTimes[place];
  const share = trace.duration ? (trace.durations[place] / trace.duration) * 100 : 0;
  return h("aside.detail", { "aria-label": "Chosen span", tabindex: "-1" },
    h("header", h("div.row", swatch(trace.service(place)), h("strong.grow.cut", trace.service(place)),
      h("button.plain.icon", { "aria-label": "Close", title: "Close (Esc)", onclick: close }, "✕")),
    h("h2", trace.name(place)),
    trace.isError(place) && h("div.notice.bad", h("span", h("strong", "Error "), trace.statusMessage(place))),
    trace.warnings(place).map((text) => h("div.notice.careful", text))),
    h("dl.figures",
      figure("Duration", `${duration(trace.durations[place])} (${digits(share)} %)`),
      figure("Of its own", duration(trace.selfTimes[place])),
      figure("Starts at", duration(trace.starts[place] - trace.from)),
      critical ? figure("Critical path", duration(critical)) : null,
      figure("Kind", trace.kind(place)), figure("Status", trace.status(place)),
      figure("Time", timeElement(trace.milliseconds(trace.starts[place]), clock(trace.milliseconds(trace.starts[place]), 6)))),
    h("div.row.wrap", h("span.mono.weak", trace.spanID(place)), copyButton(trace.spanID(place), "Copy ID"),
      copyButton(() => new URL(link(["trace", trace.id], { span: trace.spanID(place) }), location.origin).href, "Copy link"),
      options.isStored && h("a.button.plain", { href: sameOperation(trace, place) }, "Same operation"),
      options.isStored && h("a.button.plain", { href: rates(trace, place) }, "Rates")),
    section("Attributes", own.length, attributes(own, linksOf("tags", own)), true),
    events.length ? section("Events", events.length, events.map((event) => eventItem(trace, place, event, ofEvent)), true) : null,
    logs.length ? section("Logs", logs.length, logs.map((record) => logItem(trace, record, ofEvent)), true) : null,
    links.length ? section("Links", links.length, links.map((one) => linkItem(trace, view, one)), true) : null,
    section("Resource", resource.length, attributes(resource, linksOf("process", resource)), false),
    scope.name ? section(`Scope ${scope.name} ${scope.version}`, scope.attributes.length, attributes(scope.attributes), false) : null,
    trace.traceState(place) ? section("Trace state", 1, h("pre", trace.traceState(place)), false) : null);
}

function section(title, count, content, isOpen) {
  return h("details", { open: isOpen }, h("summary", title, h("span.weak", ` ${count}`)), content);
}

function sameOperation(trace, place) {
  return link(["search"], { service: trace.service(place), operation: trace.name(place), ...around(trace) });
}

/** An hour before the trace and an hour after it. */
function around(trace) {
  const start = trace.milliseconds(trace.from);
  return { start: toNanoseconds(start - 3600000), end: toNanoseconds(start + 3600000) };
}

const rates = (trace, place) => link(["services", trace.service(place)], { operation: trace.name(place), ...around(trace) });

/** Attributes as a table; long, structured and linked values in a form that fits them. @param {(key: string) => any} [linksOf] */
function attributes(list, linksOf) {
  if (list.length === 0) return h("p.weak", "None");
  const sorted = [...list].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return h("table.attributes", h("tbody", sorted.map(({ key, value, kind }) =>
    h("tr", h("th", { scope: "row" }, key), h("td", valueNode(key, value, kind), linksOf?.(key))))));
}

const STACK = /^(exception\.stacktrace|.*\.stack(trace)?|stack)$/;

function valueNode(key, value, kind) {
  if (value.length > 120 && STACK.test(key) || value.includes("\n")) return h("pre.block", value);
  if (kind === 6) return h("pre.block", indented(value));
  if (/^https?:\/\//.test(value) && isSafeURL(value)) {
    return h("a", { href: value, target: "_blank", rel: "noopener noreferrer" }, value);
  }
  return h("span", { class: kind === 1 ? null : "mono" }, value);
}

function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function eventItem(trace, place, event, table) {
  return h("div.event", h("div.row", h("strong.grow", event.name || "(event)"),
    h("span.weak", `+${duration(event.time - trace.starts[place])}`)), table(event.attributes));
}

function logItem(trace, record, table) {
  const offset = (Number(BigInt(record.time) - trace.base)) - trace.from;
  const body = bodyText(record);
  const item = h("div.event.log", { data: { severity: record.severity ?? "" } },
    h("div.row", h("span.badge", { class: `badge ${severityClass(record.severity)}` }, record.severity ?? "log"),
      h("span.weak.grow", record.service ?? ""), h("span.weak", { title: utc(toMilliseconds(record.time)) }, `+${duration(offset)}`)),
    h("pre", body));
  if (record.attributes?.length) {
    item.append(h("details", h("summary", "Attributes"), table(record.attributes.map(({ key, value }) => ({
      key, value: typeof value === "object" ? JSON.stringify(value) : String(value), kind: typeof value === "object" ? 6 : 1,
    })))));
  }
  return item;
}

const severityClass = (severity) => (/^(error|fatal)/.test(severity ?? "") ? "bad" : "");

function linkItem(trace, view, one) {
  const target = one.traceID === trace.id ? trace.placeOf(one.spanID) : -1;
  const anchor = target >= 0
    ? h("button.plain", { onclick: () => view.select(target) }, `${trace.service(target)}: ${trace.name(target)}`)
    : h("a.mono", { href: traceLink(one.traceID, { span: one.spanID }) }, `trace ${one.traceID}`);
  return h("div.event", anchor, one.attributes.length ? attributes(one.attributes) : null);
}
