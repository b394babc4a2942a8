/** Puts the spans of a trace in order: who called whom, where the time went. Pure, and linear but for two sorts. */

/**
 * @typedef {Object} Layout everything by place: depth first, children in start order
 * @property {Uint32Array} rows the row of each place
 * @property {Int32Array} parents the place of the parent, -1 for a root
 * @property {Uint16Array} depths
 * @property {Uint32Array} ends where the descendants of each place end
 * @property {Float64Array} selfTimes
 * @property {Float64Array} criticalTimes how long each span lies on the critical path
 * @property {Uint32Array} pathPlaces the critical path: disjoint stretches in the order of time
 * @property {Float64Array} pathStarts
 * @property {Float64Array} pathEnds
 * @property {Uint32Array} orphans places whose parents are missing
 * @property {number} root the place that stands for the trace
 * @property {Float64Array} starts columns of the spans in the order of places, as are the next four
 * @property {Float64Array} durations
 * @property {Uint32Array} names
 * @property {Uint8Array} statuses
 * @property {Uint32Array} serviceCodes
 * @property {Uint32Array} errorSums for every place, how many spans before it failed: a subtree's failures are a difference
 * @property {number} from when the first span starts
 * @property {number} to when the last one ends
 * @property {number} deepest
 * @param {import("./columns.js").Columns} columns @returns {Layout}
 */
export function layOut(columns) {
  const { starts, durations } = columns;
  const count = starts.length;
  const { parentRows, missing } = linkParents(columns);
  const byStart = Uint32Array.from({ length: count }, (_, row) => row).sort((a, b) => starts[a] - starts[b] || a - b);
  const { first, next, roots } = families(parentRows, byStart);
  const rows = new Uint32Array(count);
  const parents = new Int32Array(count);
  const depths = new Uint16Array(count);
  const ends = new Uint32Array(count);
  const selfTimes = new Float64Array(count);
  const isPlaced = new Uint8Array(count);
  let place = 0;

  function placeTree(root) {
    const stack = [[root, -1]];
    while (stack.length) {
      const [row, parent] = stack.pop();
      if (isPlaced[row]) continue;
      isPlaced[row] = 1;
      rows[place] = row;
      parents[place] = parent;
      depths[place] = parent < 0 ? 0 : Math.min(65535, depths[parent] + 1);
      const children = [];
      for (let child = first[row]; child >= 0; child = next[child]) children.push(child);
      selfTimes[place] = selfTime(row, children, starts, durations);
      for (let index = children.length - 1; index >= 0; index--) stack.push([children[index], place]);
      place++;
    }
  }
  for (const root of roots) placeTree(root);
  // What is left hangs in a circle, which is cut above its earliest span.
  for (const row of byStart) if (!isPlaced[row]) placeTree(row);

  for (let index = 0; index < count; index++) ends[index] = index + 1;
  for (let index = count - 1; index >= 0; index--) {
    const parent = parents[index];
    if (parent >= 0 && ends[index] > ends[parent]) ends[parent] = ends[index];
  }
  const orphans = Uint32Array.from({ length: count }, (_, index) => index).filter((index) => missing[rows[index]]);
  let root = 0;
  for (let index = 0; index < count; index = ends[index]) {
    if (!missing[rows[index]]) {
      root = index;
      break;
    }
  }
  return {
    rows, parents, depths, ends, selfTimes, orphans, root, ...byPlace(rows, depths, columns),
    ...criticalPath(root, { rows, parents, ends }, columns),
  };
}

function byPlace(rows, depths, columns) {
  const count = rows.length;
  const order = (column) => {
    const result = new column.constructor(count);
    for (let place = 0; place < count; place++) result[place] = column[rows[place]];
    return result;
  };
  const [starts, durations, names, statuses] = [columns.starts, columns.durations, columns.names, columns.statuses].map(order);
  const serviceCodes = order(columns.resourceOf).map((resource) => columns.services[resource] ?? 0);
  const errorSums = new Uint32Array(count + 1);
  let [from, to, deepest] = [Infinity, -Infinity, 0];
  for (let place = 0; place < count; place++) {
    from = Math.min(from, starts[place]);
    to = Math.max(to, starts[place] + durations[place]);
    deepest = Math.max(deepest, depths[place]);
    errorSums[place + 1] = errorSums[place] + (statuses[place] === 2 ? 1 : 0);
  }
  if (count === 0) from = 0;
  return { starts, durations, names, statuses, serviceCodes, errorSums, from, to: Math.max(to, from + 1), deepest };
}

/** The row of each span's parent (-1: none), and which parents are not there. */
function linkParents({ spanIDs, parentIDs, starts }) {
  const count = starts.length;
  const size = 1 << Math.max(4, Math.ceil(Math.log2(count * 2 + 1)));
  const table = new Int32Array(size).fill(-1);
  const slotOf = (high, low) => {
    let slot = (Math.imul(high ^ Math.imul(low, 0x9e3779b1), 0x85ebca6b) >>> 7) & (size - 1);
    while (table[slot] >= 0 && (spanIDs[2 * table[slot]] !== high || spanIDs[2 * table[slot] + 1] !== low)) {
      slot = (slot + 1) & (size - 1);
    }
    return slot;
  };
  for (let row = 0; row < count; row++) {
    const slot = slotOf(spanIDs[2 * row], spanIDs[2 * row + 1]);
    if (table[slot] < 0) table[slot] = row;
  }
  const parentRows = new Int32Array(count).fill(-1);
  const missing = new Uint8Array(count);
  for (let row = 0; row < count; row++) {
    const [high, low] = [parentIDs[2 * row], parentIDs[2 * row + 1]];
    if (high === 0 && low === 0) continue;
    const parent = table[slotOf(high, low)];
    if (parent < 0) missing[row] = 1;
    else if (parent !== row) parentRows[row] = parent;
  }
  return { parentRows, missing };
}

/** The first child of each row and its next sibling, in start order; the roots. */
function families(parentRows, byStart) {
  const first = new Int32Array(parentRows.length).fill(-1);
  const next = new Int32Array(parentRows.length).fill(-1);
  const roots = [];
  for (let index = byStart.length - 1; index >= 0; index--) {
    const row = byStart[index];
    const parent = parentRows[row];
    if (parent < 0) {
      roots.push(row);
      continue;
    }
    next[row] = first[parent];
    first[parent] = row;
  }
  return { first, next, roots: roots.reverse() };
}

/** The part of a span during which none of its children ran. */
function selfTime(row, children, starts, durations) {
  const end = starts[row] + durations[row];
  let covered = starts[row];
  let time = 0;
  for (const child of children) {
    const start = Math.min(Math.max(starts[child], covered), end);
    time += start - covered;
    covered = Math.max(start, Math.min(starts[child] + durations[child], end));
  }
  return time + end - covered;
}

const CONSUMER = 5;

/**
 * What the root waited for at every moment: seen from the end of a span the child that ended last, before that child
 * began the one that had ended last by then, and where none ran, the span itself. As `CriticalPath` in Swift.
 */
function criticalPath(root, { rows, parents, ends }, { starts, durations, kinds }) {
  const count = rows.length ? ends[root] - root : 0;
  const from = new Float64Array(count);
  const to = new Float64Array(count);
  const children = Array.from({ length: count }, () => null);
  for (let index = 0; index < count; index++) {
    const row = rows[root + index];
    const [start, end] = [starts[row], starts[row] + durations[row]];
    if (index === 0) {
      [from[0], to[0]] = [start, end];
      continue;
    }
    const parent = parents[root + index] - root;
    const clamp = (time) => Math.min(Math.max(time, from[parent]), to[parent]);
    [from[index], to[index]] = [clamp(start), clamp(end)];
    const isBeside = end < from[parent] || start > to[parent];
    if (!isBeside && kinds[row] !== CONSUMER) (children[parent] ??= []).push(index);
  }
  for (const list of children) list?.sort((a, b) => to[a] - to[b] || a - b);
  const criticalTimes = new Float64Array(rows.length);
  const segments = [];
  const add = (index, start, end) => {
    if (start >= end) return;
    segments.push([root + index, start, end]);
    criticalTimes[root + index] += end - start;
  };
  const stack = count ? [[0, to[0]]] : [];
  while (stack.length) {
    const [index, limit] = stack.pop();
    const list = children[index];
    let child = list?.pop();
    while (child !== undefined && to[child] > limit) child = list.pop();
    if (child === undefined) {
      add(index, from[index], limit);
      continue;
    }
    add(index, to[child], limit);
    stack.push([index, from[child]], [child, to[child]]);
  }
  segments.reverse();
  return {
    criticalTimes, pathPlaces: Uint32Array.from(segments, (one) => one[0]),
    pathStarts: Float64Array.from(segments, (one) => one[1]), pathEnds: Float64Array.from(segments, (one) => one[2]),
  };
}
