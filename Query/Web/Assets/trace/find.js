/** Finding spans: words, "quoted text", key=value, -exclusion, a span ID. All terms must hold. */

/**
 * @typedef {{kind: "text" | "pair", key: string, text: string, excludes: boolean}} Term
 * @param {string} input @returns {Term[]}
 */
export function parseTerms(input) {
  const terms = [];
  for (const match of input.matchAll(/(-?)(?:([^\s"=]+)=(?:"([^"]*)"?|(\S*))|"([^"]*)"?|(\S+))/g)) {
    const [, minus, key, quoted, value, text, word] = match;
    if (key !== undefined) terms.push({ kind: "pair", key: key.toLowerCase(), text: (quoted ?? value ?? "").toLowerCase(), excludes: minus === "-" });
    else {
      const content = (text ?? word ?? "").toLowerCase();
      if (content) terms.push({ kind: "text", key: "", text: content, excludes: minus === "-" });
    }
  }
  return terms;
}

/**
 * Which spans fulfil the terms. Works in steps, so that typing never waits.
 * @param {import("./trace.js").Trace} trace @param {Term[]} terms @param {AbortSignal} signal
 * @returns {Promise<Uint8Array>}
 */
export async function findSpans(trace, terms, signal) {
  const matches = new Uint8Array(trace.count);
  const texts = new TextTest(trace);
  let pause = performance.now();
  for (let place = 0; place < trace.count; place++) {
    matches[place] = terms.every((term) => holds(trace, place, term, texts) !== term.excludes) ? 1 : 0;
    if ((place & 255) === 0 && performance.now() - pause > 12) {
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
      pause = performance.now();
    }
  }
  return matches;
}

function holds(trace, place, term, texts) {
  const row = trace.row(place);
  const { columns } = trace;
  if (term.kind === "pair") {
    const field = { service: trace.serviceCodes[place], name: trace.names[place], operation: trace.names[place] }[term.key];
    if (field !== undefined) return texts.has(term.text, field);
    if (term.key === "kind") return trace.kind(place) === term.text;
    if (term.key === "status") return trace.status(place) === term.text;
    if (term.key === "error") return trace.isError(place) === (term.text !== "false");
    return listsOf(trace, row).some(([from, to]) => hasPair(columns, from, to, term, texts));
  }
  if (texts.has(term.text, trace.names[place]) || texts.has(term.text, trace.serviceCodes[place])) return true;
  if (columns.statusMessages[row] && texts.has(term.text, columns.statusMessages[row])) return true;
  if (/^[0-9a-f]{4,16}$/.test(term.text) && trace.spanID(place).includes(term.text)) return true;
  if (listsOf(trace, row).some(([from, to]) => hasText(columns, from, to, term.text, texts))) return true;
  for (let event = row ? columns.eventEnds[row - 1] : 0; event < columns.eventEnds[row]; event++) {
    if (texts.has(term.text, columns.eventNames[event])) return true;
  }
  return false;
}

/** Where the attributes of a span, its resource and its events lie. */
function listsOf(trace, row) {
  const { columns } = trace;
  const { starts, services, scopeNames, listEnds, eventEnds } = columns;
  const bounds = (list) => [list ? listEnds[list - 1] : 0, listEnds[list]];
  const result = [bounds(row), bounds(starts.length + columns.resourceOf[row])];
  const first = row ? eventEnds[row - 1] : 0;
  if (first < eventEnds[row]) {
    const before = starts.length + services.length + scopeNames.length;
    result.push([bounds(before + first)[0], bounds(before + eventEnds[row] - 1)[1]]);
  }
  return result;
}

function hasPair({ keys, values }, from, to, term, texts) {
  for (let index = from; index < to; index++) {
    if (texts.is(term.key, keys[index]) && texts.has(term.text, values[index])) return true;
  }
  return false;
}

function hasText({ keys, values }, from, to, text, texts) {
  for (let index = from; index < to; index++) {
    if (texts.has(text, values[index]) || texts.has(text, keys[index])) return true;
  }
  return false;
}

/** Tests of texts by their codes, each made once. */
class TextTest {
  #known = new Map();

  constructor(trace) {
    this.trace = trace;
  }

  has(text, code) {
    return this.#test(`h${text}`, code, (other) => other.includes(text));
  }

  is(text, code) {
    return this.#test(`i${text}`, code, (other) => other === text);
  }

  #test(name, code, test) {
    let results = this.#known.get(name);
    if (!results) this.#known.set(name, (results = new Int8Array(this.trace.columns.textEnds.length).fill(-1)));
    if (results[code] < 0) results[code] = test(this.trace.text(code).toLowerCase()) ? 1 : 0;
    return results[code] === 1;
  }
}
