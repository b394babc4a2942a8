/** Gathers the spans of one trace into columns, as the server sends them. */

export class ColumnBuilder {
  #spans = [];
  #codes = new Map([["", 0]]);
  #texts = [""];

  /** @param {string} traceID */
  constructor(traceID) {
    this.traceID = traceID;
  }

  add(span) {
    this.#spans.push(span);
  }

  #code(text) {
    let code = this.#codes.get(text);
    if (code === undefined) {
      code = this.#texts.length;
      this.#texts.push(text);
      this.#codes.set(text, code);
    }
    return code;
  }

  /** @returns {import("./columns.js").Columns} */
  finish() {
    const spans = this.#spans;
    const base = spans.reduce((least, span) => (span.start < least ? span.start : least), spans[0].start);
    const resources = new Table((resource) => JSON.stringify(resource));
    const scopes = new Table((scope) => JSON.stringify(scope));
    const resourceOf = Uint32Array.from(spans, (span) => resources.index(span.resource));
    const scopeOf = Uint32Array.from(spans, (span) => scopes.index(span.scope));
    const events = spans.flatMap((span) => span.events);
    const links = spans.flatMap((span) => span.links);
    const codes = (list) => Uint32Array.from(list, (text) => this.#code(text));
    const warned = spans.flatMap((span, row) => (span.warnings ?? []).map((text) => [row, text]));
    const lists = this.#lists([
      ...spans.map((span) => span.attributes), ...resources.entries, ...scopes.entries.map((scope) => scope.attributes),
      ...events.map((event) => event.attributes), ...links.map((one) => one.attributes),
    ]);
    const columns = {
      traceID: this.traceID, base: String(base),
      spanIDs: words(spans.map((span) => span.spanID)), parentIDs: words(spans.map((span) => span.parentID)),
      starts: Float64Array.from(spans, (span) => Number(span.start - base)),
      durations: Float64Array.from(spans, (span) => Math.max(0, Number(span.end - span.start))),
      names: codes(spans.map((span) => span.name)), kinds: Uint8Array.from(spans, (span) => span.kind),
      statuses: Uint8Array.from(spans, (span) => span.status), resourceOf, scopeOf,
      statusMessages: codes(spans.map((span) => span.statusMessage)), traceStates: codes(spans.map((span) => span.traceState)),
      services: codes(resources.entries.map((list) => list.find(([key]) => key === "service.name")?.[1] ?? "")),
      scopeNames: codes(scopes.entries.map((scope) => scope.name)), scopeVersions: codes(scopes.entries.map((scope) => scope.version)),
      eventEnds: ends(spans.map((span) => span.events.length)), eventTimes: Float64Array.from(events, (event) => Number(event.time - base)),
      eventNames: codes(events.map((event) => event.name)), linkEnds: ends(spans.map((span) => span.links.length)),
      linkTraces: codes(links.map((one) => one.traceID)), linkSpans: codes(links.map((one) => one.spanID)),
      warningRows: Uint32Array.from(warned, ([row]) => row), warnings: codes(warned.map(([, text]) => text)),
      correctedRows: new Uint32Array(), corrections: new Float64Array(), ...lists,
    };
    const encoder = new TextEncoder();
    const encoded = this.#texts.map((text) => encoder.encode(text));
    const texts = new Uint8Array(encoded.reduce((sum, bytes) => sum + bytes.length, 0));
    let end = 0;
    const textEnds = Uint32Array.from(encoded, (bytes) => {
      texts.set(bytes, end);
      return (end += bytes.length);
    });
    return { ...columns, textEnds, texts };
  }

  #lists(lists) {
    const all = lists.flat();
    return {
      listEnds: ends(lists.map((list) => list.length)), keys: Uint32Array.from(all, ([key]) => this.#code(key)),
      values: Uint32Array.from(all, ([, value]) => this.#code(value)), valueKinds: Uint8Array.from(all, ([, , kind]) => kind),
    };
  }
}

/** Distinct entries, by what makes them the same. */
class Table {
  entries = [];
  #known = new Map();
  #keyOf;

  constructor(keyOf) {
    this.#keyOf = keyOf;
  }

  index(entry) {
    const key = this.#keyOf(entry);
    if (!this.#known.has(key)) {
      this.#known.set(key, this.entries.length);
      this.entries.push(entry);
    }
    return this.#known.get(key);
  }
}

function ends(counts) {
  let end = 0;
  return Uint32Array.from(counts, (count) => (end += count));
}

/** IDs of up to 16 digits as two words each. */
function words(ids) {
  const result = new Uint32Array(ids.length * 2);
  ids.forEach((id, index) => {
    const digits = String(id ?? "").replace(/[^0-9a-f]/gi, "").slice(-16).padStart(16, "0");
    result[2 * index] = parseInt(digits.slice(0, 8), 16);
    result[2 * index + 1] = parseInt(digits.slice(8), 16);
  });
  return result;
}
