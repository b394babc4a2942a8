/** A trace as OTLP/JSON, for traces that came from a file. */

const digits = (place) => (place ? place : "");

/** @param {import("./trace.js").Trace} trace @returns {string} */
export function toOTLP(trace) {
  const groups = new Map();
  for (let place = 0; place < trace.count; place++) {
    const row = trace.row(place);
    const key = `${trace.columns.resourceOf[row]}/${trace.columns.scopeOf[row]}`;
    if (!groups.has(key)) groups.set(key, { place, spans: [] });
    groups.get(key).spans.push(span(trace, place));
  }
  const resourceSpans = [...groups.values()].map(({ place, spans }) => {
    const { name, version, attributes } = trace.scope(place);
    return { resource: { attributes: keyValues(trace.resource(place)) }, scopeSpans: [{ scope: { name, version, attributes: keyValues(attributes) }, spans }] };
  });
  return JSON.stringify({ resourceSpans }, null, 1);
}

function span(trace, place) {
  const row = trace.row(place);
  return {
    traceId: trace.id, spanId: trace.spanID(place), parentSpanId: digits(trace.parentID(place)), name: trace.name(place),
    kind: trace.columns.kinds[row], startTimeUnixNano: String(trace.moment(trace.starts[place])), endTimeUnixNano: String(trace.moment(trace.end(place))),
    attributes: keyValues(trace.attributes(place)), status: { code: trace.statuses[place], message: trace.statusMessage(place) }, traceState: trace.traceState(place),
    events: trace.events(place).map((event) => ({ timeUnixNano: String(trace.moment(event.time)), name: event.name, attributes: keyValues(event.attributes) })),
    links: trace.links(place).map((one) => ({ traceId: one.traceID, spanId: one.spanID, attributes: keyValues(one.attributes) })),
  };
}

const keyValues = (list) => list.map(({ key, value, kind }) => ({ key, value: anyValue(value, kind) }));

function anyValue(text, kind) {
  if (kind === 0) return {};
  if (kind === 2) return { boolValue: text === "true" };
  if (kind === 3) return { intValue: text };
  if (kind === 4) return { doubleValue: Number.isFinite(Number(text)) ? Number(text) : text };
  if (kind === 5) return { bytesValue: text };
  if (kind === 6) return structured(JSON.parse(text));
  return { stringValue: text };
}

function structured(value) {
  if (Array.isArray(value)) return { arrayValue: { values: value.map(structured) } };
  if (value && typeof value === "object") return { kvlistValue: { values: Object.entries(value).map(([key, one]) => ({ key, value: structured(one) })) } };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return value === null ? {} : { stringValue: String(value) };
}
