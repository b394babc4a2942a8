/** A trace as OTLP/JSON, made from its columns: what a trace that was never stored is downloaded as. Pure. */

/** @param {import("./trace.js").Trace} trace @returns {object} an `ExportTraceServiceRequest` */
export function writeOTLP(trace) {
  const { columns } = trace;
  const groups = new Map();
  for (let place = 0; place < trace.count; place++) {
    const row = trace.row(place);
    const [resource, scope] = [columns.resourceOf[row], columns.scopeOf[row]];
    if (!groups.has(resource)) groups.set(resource, { resource: { attributes: keyValues(trace.resource(place)) }, scopes: new Map() });
    const { scopes } = groups.get(resource);
    if (!scopes.has(scope)) scopes.set(scope, { scope: scopeOf(trace.scope(place)), spans: [] });
    scopes.get(scope).spans.push(span(trace, place));
  }
  return { resourceSpans: [...groups.values()].map(({ resource, scopes }) => ({ resource, scopeSpans: [...scopes.values()] })) };
}

function span(trace, place) {
  const start = trace.moment(trace.starts[place]);
  const row = trace.row(place);
  return full({
    traceId: trace.id, spanId: trace.spanID(place), parentSpanId: trace.parentID(place), traceState: trace.traceState(place),
    name: trace.name(place), kind: trace.columns.kinds[row], startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + BigInt(Math.round(trace.durations[place]))), attributes: keyValues(trace.attributes(place)),
    events: trace.events(place).map((event) => full({ timeUnixNano: String(trace.moment(event.time)), name: event.name, attributes: keyValues(event.attributes) })),
    links: trace.links(place).map((one) => full({ traceId: one.traceID, spanId: one.spanID, attributes: keyValues(one.attributes) })),
    status: full({ code: trace.statuses[place], message: trace.statusMessage(place) }),
  });
}

const scopeOf = ({ name, version, attributes }) => full({ name, version, attributes: keyValues(attributes) });

/** Without what is empty, as OTLP/JSON leaves it out. */
const full = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) =>
  value !== "" && value !== 0 && !(Array.isArray(value) && value.length === 0) && !(value?.constructor === Object && Object.keys(value).length === 0)));

const keyValues = (list) => list.map(({ key, value, kind }) => ({ key, value: anyValue(value, kind) }));

/** Kinds as in `AttributeKind`: empty, text, Boolean, whole number, number, bytes, structure (JSON). */
function anyValue(text, kind) {
  switch (kind) {
    case 0: return {};
    case 2: return { boolValue: text === "true" };
    case 3: return { intValue: text };
    case 4: return { doubleValue: Number.isFinite(Number(text)) ? Number(text) : text };
    case 5: return { bytesValue: text };
    case 6: return structured(text);
    default: return { stringValue: text };
  }
}

function structured(text) {
  try {
    return ofPlain(JSON.parse(text));
  } catch {
    return { stringValue: text };
  }
}

function ofPlain(value) {
  if (value === null) return {};
  if (Array.isArray(value)) return { arrayValue: { values: value.map(ofPlain) } };
  switch (typeof value) {
    case "object": return { kvlistValue: { values: Object.entries(value).map(([key, one]) => ({ key, value: ofPlain(one) })) } };
    case "boolean": return { boolValue: value };
    case "number": return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
    default: return { stringValue: value };
  }
}
