/** Reads traces from files: OTLP/JSON (one object or one a line) and Jaeger's JSON. Nothing is stored or sent. */

import { ColumnBuilder } from "./column-builder.js";

/** @param {string} name @param {string} text @returns {import("./columns.js").Columns[]} one of each trace */
export function readFile(name, text) {
  const builder = new Map();
  const of = (id) => {
    const key = id.toLowerCase().padStart(32, "0");
    if (!builder.has(key)) builder.set(key, new ColumnBuilder(key));
    return builder.get(key);
  };
  for (const document of documents(name, text)) {
    if (!document || typeof document !== "object") continue;
    if (Array.isArray(document.resourceSpans)) readOTLP(document, of);
    else if (Array.isArray(document.result?.resourceSpans)) readOTLP(document.result, of);
    else if (Array.isArray(document.data)) for (const trace of document.data) readJaeger(trace, of);
    else if (Array.isArray(document.spans)) readJaeger(document, of);
  }
  if (builder.size === 0) throw new Error(`${name}: neither OTLP/JSON nor Jaeger's JSON with spans.`);
  return [...builder.values()].map((one) => one.finish());
}

function* documents(name, text) {
  try {
    const whole = JSON.parse(text);
    yield* Array.isArray(whole) ? whole : [whole];
    return;
  } catch {
    // Then it is one document a line.
  }
  let number = 0;
  for (const line of text.split("\n")) {
    number++;
    if (!line.trim()) continue;
    try {
      yield JSON.parse(line);
    } catch (error) {
      throw new Error(`${name}, line ${number}: ${error.message}`);
    }
  }
}

function readOTLP(document, of) {
  for (const { resource, scopeSpans } of document.resourceSpans) {
    for (const { scope, spans } of scopeSpans ?? []) {
      for (const span of spans ?? []) {
        if (!span.traceId || !span.spanId) continue;
        of(span.traceId).add({
          spanID: span.spanId, parentID: span.parentSpanId ?? "", name: span.name ?? "",
          start: nanoseconds(span.startTimeUnixNano), end: nanoseconds(span.endTimeUnixNano),
          kind: enumeration(span.kind, KINDS), status: enumeration(span.status?.code, STATUSES),
          statusMessage: span.status?.message ?? "", traceState: span.traceState ?? "",
          resource: keyValues(resource?.attributes), scope: { name: scope?.name ?? "", version: scope?.version ?? "", attributes: keyValues(scope?.attributes) },
          attributes: keyValues(span.attributes),
          events: (span.events ?? []).map((event) => ({ time: nanoseconds(event.timeUnixNano), name: event.name ?? "", attributes: keyValues(event.attributes) })),
          links: (span.links ?? []).map((one) => ({ traceID: one.traceId ?? "", spanID: one.spanId ?? "", attributes: keyValues(one.attributes) })),
        });
      }
    }
  }
}

const KINDS = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
const STATUSES = ["UNSET", "OK", "ERROR"];

/** A number, or the name that protobuf's JSON form allows as well. */
function enumeration(value, names) {
  if (typeof value === "number") return value;
  return Math.max(0, names.findIndex((name) => String(value ?? "").toUpperCase().endsWith(name)));
}

function nanoseconds(value) {
  try {
    return BigInt(value ?? 0);
  } catch {
    return 0n;
  }
}

function keyValues(list) {
  return (Array.isArray(list) ? list : []).map(({ key, value }) => [String(key), ...anyValue(value)]);
}

/** @returns {[string, number]} the text of a value, and its kind as in `AttributeKind` */
function anyValue(value) {
  if (!value || typeof value !== "object") return ["", 0];
  if (value.stringValue !== undefined) return [String(value.stringValue), 1];
  if (value.boolValue !== undefined) return [String(value.boolValue), 2];
  if (value.intValue !== undefined) return [String(value.intValue), 3];
  if (value.doubleValue !== undefined) return [String(value.doubleValue), 4];
  if (value.bytesValue !== undefined) return [String(value.bytesValue), 5];
  return [JSON.stringify(plain(value)), 6];
}

function plain(value) {
  if (value?.arrayValue) return (value.arrayValue.values ?? []).map(plain);
  if (value?.kvlistValue) return Object.fromEntries((value.kvlistValue.values ?? []).map((one) => [one.key, plain(one.value)]));
  const [text, kind] = anyValue(value);
  return kind === 3 || kind === 4 ? Number(text) : kind === 2 ? text === "true" : text;
}

function readJaeger(trace, of) {
  for (const span of trace.spans ?? []) {
    const process = span.process ?? trace.processes?.[span.processID] ?? {};
    const tags = tagList(span.tags);
    const tag = (key) => tags.find((one) => one[0] === key)?.[1] ?? "";
    const references = span.references ?? [];
    const parent = references.find((one) => one.refType === "CHILD_OF" && one.traceID === span.traceID) ?? references.find((one) => one.traceID === span.traceID);
    const start = BigInt(Math.round(Number(span.startTime ?? 0))) * 1000n;
    const isError = tag("error") === "true" || tag("otel.status_code") === "ERROR";
    of(span.traceID ?? trace.traceID).add({
      spanID: span.spanID, parentID: parent?.spanID ?? span.parentSpanID ?? "", name: span.operationName ?? "",
      start, end: start + BigInt(Math.round(Number(span.duration ?? 0))) * 1000n,
      kind: enumeration(tag("span.kind"), KINDS), status: isError ? 2 : tag("otel.status_code") === "OK" ? 1 : 0,
      statusMessage: tag("otel.status_description"), traceState: tag("w3c.tracestate"),
      resource: [["service.name", process.serviceName ?? "", 1], ...tagList(process.tags)],
      scope: { name: tag("otel.scope.name"), version: tag("otel.scope.version"), attributes: [] }, attributes: tags,
      events: (span.logs ?? []).map((log) => {
        const fields = tagList(log.fields);
        const name = fields.find((one) => one[0] === "event");
        return { time: BigInt(Math.round(Number(log.timestamp ?? 0))) * 1000n, name: name?.[1] ?? "log", attributes: fields.filter((one) => one !== name) };
      }),
      links: references.filter((one) => one !== parent).map((one) => ({ traceID: one.traceID, spanID: one.spanID, attributes: [] })),
      warnings: span.warnings ?? [],
    });
  }
}

const TAG_KINDS = { string: 1, bool: 2, int64: 3, float64: 4, binary: 5 };
const tagList = (tags) => (tags ?? []).map(({ key, value, type }) => [String(key), typeof value === "object" ? JSON.stringify(value) : String(value), TAG_KINDS[type] ?? 1]);
