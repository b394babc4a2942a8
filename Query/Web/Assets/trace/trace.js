/** A trace as the views read it: spans by their place in the tree. */

import { apiURL, APIError } from "../core/api.js";

const KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"];

/** @typedef {{key: string, value: string, kind: number}} Attribute */

export class Trace {
  /** @param {import("./columns.js").Columns} columns @param {import("./layout.js").Layout} layout */
  constructor(columns, layout) {
    this.columns = columns;
    this.layout = layout;
    this.id = columns.traceID;
    this.count = layout.rows.length;
    this.root = layout.root;
    this.parents = layout.parents;
    this.depths = layout.depths;
    this.ends = layout.ends;
    this.selfTimes = layout.selfTimes;
    this.criticalTimes = layout.criticalTimes;
    /** Milliseconds since 1970 of the moment from which times count, and its nanoseconds. */
    this.base = BigInt(columns.base);
    const { starts, durations, names, statuses, serviceCodes, errorSums, from, to, deepest } = layout;
    Object.assign(this, { starts, durations, names, statuses, serviceCodes, errorSums, from, to, deepest });
    this.#decoder = new TextDecoder();
    this.#texts = new Array(columns.textEnds.length);
  }

  #decoder;
  #texts;
  #notes = null;
  #services = null;

  get duration() { return this.to - this.from; }
  get errorCount() { return this.errorSums[this.count]; }

  /** @param {number} code */
  text(code) {
    const known = this.#texts[code];
    if (known !== undefined) return known;
    const { texts, textEnds } = this.columns;
    const text = this.#decoder.decode(texts.subarray(code ? textEnds[code - 1] : 0, textEnds[code]));
    this.#texts[code] = text;
    return text;
  }

  name(place) { return this.text(this.names[place]); }
  service(place) { return this.text(this.serviceCodes[place]); }
  kind(place) { return KINDS[this.columns.kinds[this.row(place)]] ?? "unspecified"; }
  status(place) { return ["unset", "ok", "error"][this.statuses[place]] ?? "unset"; }
  isError(place) { return this.statuses[place] === 2; }
  end(place) { return this.starts[place] + this.durations[place]; }
  row(place) { return this.layout.rows[place]; }
  spanID(place) { return hex(this.columns.spanIDs, this.row(place)); }
  parentID(place) {
    const id = hex(this.columns.parentIDs, this.row(place));
    return id === "0000000000000000" ? "" : id;
  }
  statusMessage(place) { return this.text(this.columns.statusMessages[this.row(place)]); }
  traceState(place) { return this.text(this.columns.traceStates[this.row(place)]); }
  hasChildren(place) { return this.ends[place] > place + 1; }
  errorsWithin(place) { return this.errorSums[this.ends[place]] - this.errorSums[place]; }

  /** The place of a span by its ID; -1 when it is not there. @param {string} id */
  placeOf(id) {
    return this.placesOf([id])[0];
  }

  /** The places of many spans in one walk. @param {string[]} ids @returns {number[]} */
  placesOf(ids) {
    const wanted = new Map();
    ids.forEach((id, index) => {
      const low = parseInt(id.slice(-8), 16);
      wanted.set(low, [...(wanted.get(low) ?? []), index]);
    });
    const places = new Array(ids.length).fill(-1);
    const { spanIDs } = this.columns;
    for (let place = 0; place < this.count; place++) {
      const found = wanted.get(spanIDs[2 * this.layout.rows[place] + 1]);
      if (!found) continue;
      for (const index of found) {
        if (places[index] < 0 && this.spanID(place) === ids[index].padStart(16, "0")) places[index] = place;
      }
    }
    return places;
  }

  /** Nanoseconds since 1970 of a time of this trace. @param {number} time */
  moment(time) { return this.base + BigInt(Math.round(time)); }
  milliseconds(time) { return Number(this.base / 1000n) / 1000 + time / 1e6; }

  /** @returns {Attribute[]} */
  attributes(place) { return this.list(this.row(place)); }
  resource(place) { return this.list(this.columns.starts.length + this.columns.resourceOf[this.row(place)]); }
  scope(place) {
    const index = this.columns.scopeOf[this.row(place)];
    const before = this.columns.starts.length + this.columns.services.length;
    return {
      name: this.text(this.columns.scopeNames[index]), version: this.text(this.columns.scopeVersions[index]),
      attributes: this.list(before + index),
    };
  }

  events(place) {
    const { eventEnds, eventTimes, eventNames, services, scopeNames, starts } = this.columns;
    const before = starts.length + services.length + scopeNames.length;
    return range(eventEnds, this.row(place)).map((index) => ({
      time: eventTimes[index], name: this.text(eventNames[index]), attributes: this.list(before + index),
    }));
  }

  links(place) {
    const { linkEnds, linkTraces, linkSpans, eventTimes, services, scopeNames, starts } = this.columns;
    const before = starts.length + services.length + scopeNames.length + eventTimes.length;
    return range(linkEnds, this.row(place)).map((index) => ({
      traceID: this.text(linkTraces[index]), spanID: this.text(linkSpans[index]), attributes: this.list(before + index),
    }));
  }

  eventCount(place) { return range(this.columns.eventEnds, this.row(place)).length; }
  linkCount(place) { return range(this.columns.linkEnds, this.row(place)).length; }
  warnings(place) {
    this.#notes ??= notes(this.columns);
    return (this.#notes.get(this.row(place)) ?? []).map((code) => this.text(code));
  }

  /** A list of attributes by its number. @returns {Attribute[]} */
  list(number) {
    const { listEnds, keys, values, valueKinds } = this.columns;
    const list = [];
    for (let index = number ? listEnds[number - 1] : 0; index < listEnds[number]; index++) {
      list.push({ key: this.text(keys[index]), value: this.text(values[index]), kind: valueKinds[index] });
    }
    return list;
  }

  /** Services with their spans, the one with most comes first. */
  services() {
    this.#services ??= this.#countServices();
    return this.#services;
  }

  #countServices() {
    const counts = new Map();
    for (const code of this.serviceCodes) counts.set(code, (counts.get(code) ?? 0) + 1);
    return [...counts].map(([code, spans]) => ({ service: this.text(code), code, spans })).sort((a, b) => b.spans - a.spans);
  }
}

const hex = (words, row) =>
  words[2 * row].toString(16).padStart(8, "0") + words[2 * row + 1].toString(16).padStart(8, "0");

const range = (ends, row) => {
  const first = row ? ends[row - 1] : 0;
  return Array.from({ length: ends[row] - first }, (_, index) => first + index);
};

function notes({ warningRows, warnings }) {
  const result = new Map();
  warningRows.forEach((row, index) => result.set(row, [...(result.get(row) ?? []), warnings[index]]));
  return result;
}

/** @param {{url?: string, files?: {name: string, text: string}[]}} request @param {AbortSignal} signal @returns {Promise<Trace[]>} */
function askWorker(request, signal) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    const stop = () => {
      worker.terminate();
      reject(new DOMException("nobody waits for it", "AbortError"));
    };
    signal.addEventListener("abort", stop, { once: true });
    worker.onmessage = ({ data }) => {
      worker.terminate();
      signal.removeEventListener("abort", stop);
      if (data.error) reject(new APIError(data.error.status, data.error.message));
      else resolve(data.traces.map(({ columns, layout }) => new Trace(columns, layout)));
    };
    worker.onerror = () => reject(new APIError(0, "The trace could not be read."));
    worker.postMessage(request);
  });
}

/** @param {string} id @param {AbortSignal} signal @param {boolean} [isRaw] */
export async function fetchTrace(id, signal, isRaw = false) {
  const url = apiURL(`traces/${encodeURIComponent(id)}/columns`, { raw: isRaw });
  return (await askWorker({ url }, signal))[0];
}

export const readFiles = (files, signal) => askWorker({ files }, signal);
