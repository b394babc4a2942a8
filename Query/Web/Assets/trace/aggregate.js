/** Spans that were reached the same way (same services and operations from the root) as one node. Pure. */

/**
 * @typedef {{service: string, name: string, count: number, total: number, self: number, errors: number, critical: number,
 *   first: number, depth: number, children: Node[], childIndex: Map<string, Node>}} Node
 * @param {import("./trace.js").Trace} trace @param {Node[]} [nodes] is filled with the node of each place
 * @returns {Node} a node above the roots
 */
export function aggregate(trace, nodes = []) {
  const top = node("", "", -1, -1);
  for (let place = 0; place < trace.count; place++) {
    const parent = trace.parents[place] < 0 ? top : nodes[trace.parents[place]];
    const key = `${trace.serviceCodes[place]}/${trace.names[place]}`;
    let own = parent.childIndex.get(key);
    if (!own) {
      own = node(trace.service(place), trace.name(place), place, parent.depth + 1);
      parent.childIndex.set(key, own);
      parent.children.push(own);
    }
    nodes[place] = own;
    own.count++;
    own.total += trace.durations[place];
    own.self += trace.selfTimes[place];
    own.critical += trace.criticalTimes[place];
    if (trace.isError(place)) own.errors++;
  }
  for (const child of top.children) top.total += child.total;
  return top;
}

const node = (service, name, first, depth) =>
  ({ service, name, count: 0, total: 0, self: 0, errors: 0, critical: 0, first, depth, children: [], childIndex: new Map() });
