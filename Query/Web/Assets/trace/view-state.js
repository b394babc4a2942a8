/** What is seen of a trace: which rows, which stretch of time, which span is chosen. Tells its listeners of changes. */

export class ViewState extends EventTarget {
  /** @param {import("./trace.js").Trace} trace */
  constructor(trace) {
    super();
    this.trace = trace;
    this.from = trace.from;
    this.to = trace.to;
    /** @type {Uint8Array} */
    this.collapsed = new Uint8Array(trace.count);
    /** The chosen place, -1 for none. */
    this.selected = -1;
    /** Places that the search found, and null while nothing is searched. @type {Uint8Array | null} */
    this.matches = null;
    /** Codes of services whose spans are hidden. @type {Set<number>} */
    this.hidden = new Set();
    this.showsPath = true;
    this.#arrange();
  }

  #arrange() {
    const { trace } = this;
    const rows = new Uint32Array(trace.count);
    let count = 0;
    for (let place = 0; place < trace.count;) {
      if (!this.hidden.has(trace.serviceCodes[place])) rows[count++] = place;
      place = this.collapsed[place] ? trace.ends[place] : place + 1;
    }
    /** The places that have a row, in order. */
    this.rows = rows.subarray(0, count);
  }

  #tell(what) {
    this.dispatchEvent(new CustomEvent("change", { detail: what }));
  }

  /** The row of a place, or of the nearest one above it that has a row; -1 when there is none. */
  rowOf(place) {
    let [low, high] = [0, this.rows.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.rows[middle] <= place) low = middle;
      else high = middle - 1;
    }
    return this.rows.length ? low : -1;
  }

  zoom(from, to) {
    const { trace } = this;
    const least = Math.max(trace.duration * 1e-7, 10);
    if (!(to - from >= least)) {
      const middle = (from + to) / 2;
      [from, to] = [middle - least / 2, middle + least / 2];
    }
    const length = Math.min(to - from, trace.duration);
    this.from = Math.max(trace.from, Math.min(from, trace.to - length));
    this.to = this.from + length;
    this.#tell("time");
  }

  /** Makes the stretch longer or shorter about one of its points. */
  zoomBy(factor, center = (this.from + this.to) / 2) {
    this.zoom(center - (center - this.from) * factor, center + (this.to - center) * factor);
  }

  pan(share) {
    const step = (this.to - this.from) * share;
    this.zoom(this.from + step, this.to + step);
  }

  toggle(place) {
    if (!this.trace.hasChildren(place)) return;
    this.collapsed[place] ^= 1;
    this.#arrange();
    this.#tell("rows");
  }

  /** Collapses what lies at this depth or below it; a depth beyond all expands everything. */
  collapseFrom(depth) {
    for (let place = 0; place < this.trace.count; place++) {
      this.collapsed[place] = this.trace.depths[place] >= depth && this.trace.hasChildren(place) ? 1 : 0;
    }
    this.#arrange();
    this.#tell("rows");
  }

  /** The depth down to which everything is open. */
  get openDepth() {
    let depth = Infinity;
    for (let place = 0; place < this.trace.count; place++) {
      if (this.collapsed[place]) depth = Math.min(depth, this.trace.depths[place]);
    }
    return depth;
  }

  setHidden(codes) {
    this.hidden = codes;
    this.#arrange();
    this.#tell("rows");
  }

  select(place) {
    if (place >= 0) this.#reveal(place);
    this.selected = place;
    this.#tell("selection");
  }

  #reveal(place) {
    let isChanged = false;
    for (let parent = this.trace.parents[place]; parent >= 0; parent = this.trace.parents[parent]) {
      if (this.collapsed[parent]) {
        this.collapsed[parent] = 0;
        isChanged = true;
      }
    }
    if (this.hidden.delete(this.trace.serviceCodes[place]) || isChanged) {
      this.#arrange();
      this.#tell("rows");
    }
  }

  setMatches(matches) {
    this.matches = matches;
    this.#tell("matches");
  }

  setPath(shows) {
    this.showsPath = shows;
    this.#tell("path");
  }

  /** The next place that fulfils a test, in a direction, going round. */
  next(step, test) {
    const { count } = this.trace;
    const start = this.selected < 0 ? (step > 0 ? -1 : count) : this.selected;
    for (let away = 1; away <= count; away++) {
      const place = (((start + away * step) % count) + count) % count;
      if (test(place)) return place;
    }
    return -1;
  }

  /** Tells what changed, as long as an element is in the page; it may be put there a little later. */
  follow(element, tell) {
    const listen = ({ detail }) => {
      if (element.isConnected) tell(detail);
      else this.removeEventListener("change", listen);
    };
    queueMicrotask(() => this.addEventListener("change", listen));
  }
}
