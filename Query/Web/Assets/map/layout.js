/** A directed graph in layers, after Sugiyama: pure functions, and the same picture for the same graph. */

/**
 * @typedef {{from: string, to: string, weight?: number}} Edge
 * @typedef {{id: string, layer: number, x: number, y: number}} Place `x` counts layers; `y` counts rows within them
 * @param {string[]} names @param {Edge[]} edges
 * @returns {{places: Map<string, Place>, paths: {edge: Edge, points: {x: number, y: number}[]}[], layers: number, rows: number}}
 */
export function layoutGraph(names, edges) {
  const ids = [...new Set(names)].sort();
  const kept = edges.filter((edge) => edge.from !== edge.to && ids.includes(edge.from) && ids.includes(edge.to))
    .sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to));
  const back = backEdges(ids, kept);
  const forward = kept.map((edge) => (back.has(edge) ? { edge, from: edge.to, to: edge.from } : { edge, from: edge.from, to: edge.to }));
  const layerOf = layering(ids, forward);
  const layers = [];
  const put = (node) => (layers[node.layer] ??= []).push(node);
  const nodes = new Map(ids.map((id) => [id, { id, layer: layerOf.get(id), x: 0, y: 0, before: [], after: [] }]));
  for (const node of nodes.values()) put(node);
  const chains = forward.map(({ edge, from, to }) => chain(edge, nodes.get(from), nodes.get(to), put));
  for (let index = 0; index < layers.length; index++) layers[index] ??= [];
  arrange(layers);
  const rows = straighten(layers);
  const places = new Map(ids.map((id) => [id, nodes.get(id)]));
  const paths = chains.map(({ edge, steps }) => {
    const points = steps.map(({ x, y }) => ({ x, y }));
    return { edge, points: back.has(edge) ? points.reverse() : points };
  });
  return { places, paths, layers: layers.length, rows };
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** Edges that close a circle, found depth first without recursion. */
function backEdges(ids, edges) {
  const out = new Map(ids.map((id) => [id, []]));
  const incoming = new Map(ids.map((id) => [id, 0]));
  for (const edge of edges) {
    out.get(edge.from).push(edge);
    incoming.set(edge.to, incoming.get(edge.to) + 1);
  }
  const state = new Map();
  const back = new Set();
  const roots = [...ids].sort((a, b) => Math.sign(incoming.get(a)) - Math.sign(incoming.get(b)) || compare(a, b));
  for (const root of roots) {
    if (state.has(root)) continue;
    state.set(root, 1);
    const stack = [{ id: root, next: 0 }];
    while (stack.length) {
      const top = stack[stack.length - 1];
      const edge = out.get(top.id)[top.next++];
      if (!edge) {
        state.set(top.id, 2);
        stack.pop();
      } else if (state.get(edge.to) === 1) back.add(edge);
      else if (!state.has(edge.to)) {
        state.set(edge.to, 1);
        stack.push({ id: edge.to, next: 0 });
      }
    }
  }
  return back;
}

/** The longest way from a node that nobody calls. */
function layering(ids, edges) {
  const waiting = new Map(ids.map((id) => [id, 0]));
  const out = new Map(ids.map((id) => [id, []]));
  for (const { from, to } of edges) {
    waiting.set(to, waiting.get(to) + 1);
    out.get(from).push(to);
  }
  const layer = new Map(ids.map((id) => [id, 0]));
  const ready = ids.filter((id) => waiting.get(id) === 0);
  for (let index = 0; index < ready.length; index++) {
    for (const to of out.get(ready[index])) {
      layer.set(to, Math.max(layer.get(to), layer.get(ready[index]) + 1));
      waiting.set(to, waiting.get(to) - 1);
      if (waiting.get(to) === 0) ready.push(to);
    }
  }
  return layer;
}

/** An edge over several layers goes through a place of its own in each. */
function chain(edge, from, to, put) {
  const steps = [from];
  for (let layer = from.layer + 1; layer < to.layer; layer++) {
    const node = { id: "", layer, x: 0, y: 0, before: [], after: [] };
    put(node);
    steps.push(node);
  }
  steps.push(to);
  for (let index = 1; index < steps.length; index++) {
    steps[index - 1].after.push(steps[index]);
    steps[index].before.push(steps[index - 1]);
  }
  return { edge, steps };
}

const SWEEPS = 12;

/** Orders each layer by where its neighbours are, down and up; the order with the fewest crossings stays. */
function arrange(layers) {
  const number = () => layers.forEach((layer) => layer.forEach((node, index) => { node.y = index; }));
  number();
  let best = { crossings: crossings(layers), order: layers.map((layer) => [...layer]) };
  for (let sweep = 0; sweep < SWEEPS && best.crossings > 0; sweep++) {
    const isDown = sweep % 2 === 0;
    for (const layer of isDown ? layers.slice(1) : layers.slice(0, -1).reverse()) {
      const keys = new Map(layer.map((node) => [node, middle(isDown ? node.before : node.after, node.y)]));
      layer.sort((a, b) => keys.get(a) - keys.get(b) || a.y - b.y);
      layer.forEach((node, index) => { node.y = index; });
    }
    const found = crossings(layers);
    if (found < best.crossings) best = { crossings: found, order: layers.map((layer) => [...layer]) };
  }
  best.order.forEach((order, index) => { layers[index] = order; });
  number();
}

function middle(neighbours, otherwise) {
  if (!neighbours.length) return otherwise;
  return neighbours.reduce((sum, node) => sum + node.y, 0) / neighbours.length;
}

function crossings(layers) {
  let found = 0;
  for (const layer of layers.slice(0, -1)) {
    const ends = [];
    for (const node of layer) ends.push(...node.after.map((to) => to.y).sort((a, b) => a - b));
    if (ends.length > 3000) return Infinity; // Counting pairs takes too long; the last order is as good as any.
    for (let i = 0; i < ends.length; i++) for (let j = i + 1; j < ends.length; j++) if (ends[i] > ends[j]) found++;
  }
  return found;
}

/** What a node needs of its layer: places of lines that pass need less than names. */
const size = (node) => (node.id ? 1 : 0.35);
const distance = (one, next) => (size(one) + size(next)) / 2;

/** Moves nodes towards their neighbours, keeping order and distance. @returns {number} rows */
function straighten(layers) {
  layers.forEach((layer, x) => layer.forEach((node, index) => {
    node.x = x;
    node.y = index ? layer[index - 1].y + distance(layer[index - 1], node) : 0;
  }));
  const lowest = (layer) => layer[layer.length - 1]?.y ?? 0;
  const height = Math.max(...layers.map(lowest));
  for (const layer of layers) {
    const gap = (height - lowest(layer)) / 2;
    for (const node of layer) node.y += gap;
  }
  for (let round = 0; round < 8; round++) {
    for (const layer of round % 2 ? [...layers].reverse() : layers) settle(layer, height);
  }
  const least = Math.min(...layers.flat().map((node) => node.y));
  for (const node of layers.flat()) node.y -= least;
  return Math.max(0, ...layers.flat().map((node) => node.y)) + 1;
}

function settle(layer, height) {
  const room = new Array(layer.length).fill(0);
  for (let index = layer.length - 2; index >= 0; index--) room[index] = room[index + 1] + distance(layer[index], layer[index + 1]);
  layer.forEach((node, index) => {
    const low = index ? layer[index - 1].y + distance(layer[index - 1], node) : 0;
    node.y = Math.max(low, Math.min(middle([...node.before, ...node.after], node.y), height - room[index]));
  });
}
