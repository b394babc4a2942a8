/** A trace as columns: the answer of `/api/skein/v1/traces/{id}/columns`, used as it comes. docs/api.md has the layout. */

/**
 * @typedef {Object} Columns
 * @property {string} traceID
 * @property {string} base nanoseconds since 1970 from which times count
 * @property {Uint32Array} spanIDs two words a span, as are `parentIDs`
 * @property {Uint32Array} parentIDs
 * @property {Float64Array} starts nanoseconds from `base`
 * @property {Float64Array} durations
 * @property {Uint32Array} names codes of texts, as are all names
 * @property {Uint8Array} kinds
 * @property {Uint8Array} statuses 0 unset, 1 ok, 2 error
 * @property {Uint32Array} resourceOf
 * @property {Uint32Array} scopeOf
 * @property {Uint32Array} statusMessages
 * @property {Uint32Array} traceStates
 * @property {Uint32Array} services the service of each resource
 * @property {Uint32Array} scopeNames
 * @property {Uint32Array} scopeVersions
 * @property {Uint32Array} eventEnds where the events of each span end
 * @property {Float64Array} eventTimes
 * @property {Uint32Array} eventNames
 * @property {Uint32Array} linkEnds
 * @property {Uint32Array} linkTraces
 * @property {Uint32Array} linkSpans
 * @property {Uint32Array} warningRows
 * @property {Uint32Array} warnings
 * @property {Uint32Array} correctedRows
 * @property {Float64Array} corrections
 * @property {Uint32Array} listEnds where each list of attributes ends: spans, resources, scopes, events, links
 * @property {Uint32Array} keys
 * @property {Uint8Array} valueKinds
 * @property {Uint32Array} values
 * @property {Uint32Array} textEnds
 * @property {Uint8Array} texts
 */

const TYPES = { u8: Uint8Array, u32: Uint32Array, f64: Float64Array };

/** Views over the bytes; nothing is copied. @param {ArrayBuffer} buffer @returns {Columns} */
export function decodeColumns(buffer) {
  const words = new DataView(buffer);
  if (buffer.byteLength < 8 || words.getUint32(0, true) !== 0x31434b53) throw new Error("the answer is no trace");
  const headEnd = 8 + words.getUint32(4, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, headEnd - 8)));
  const start = Math.ceil(headEnd / 8) * 8;
  /** @type {any} */
  const columns = { traceID: head.traceID, base: head.base };
  for (const [name, [type, offset, count]] of Object.entries(head.columns)) {
    columns[name] = new TYPES[type](buffer, start + offset, count);
  }
  return columns;
}
