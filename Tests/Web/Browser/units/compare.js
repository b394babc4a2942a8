const { pair } = await import("/assets/trace/compare.js");
const { aggregate } = await import("/assets/trace/aggregate.js");

/** Stands for a trace: `[name, parent place, duration]`. */
function fake(spans) {
  return {
    count: spans.length, parents: spans.map((span) => span[1]), serviceCodes: spans.map(() => 1), names: spans.map((span) => span[0]),
    durations: spans.map((span) => span[2]), selfTimes: spans.map(() => 1), criticalTimes: spans.map(() => 0), isError: () => false,
    service: () => "s", name: (place) => spans[place][0],
  };
}
const left = fake([["root", -1, 10], ["a", 0, 4], ["a", 0, 3], ["b", 0, 1]]);
const right = fake([["root", -1, 14], ["a", 0, 4], ["c", 0, 6]]);
check("equal paths are one node", aggregate(left).children[0].children.map((node) => [node.name, node.count, node.total]), [["a", 2, 7], ["b", 1, 1]]);
check("added, missing, counted", pair(left, right).map((row) => [row.node.name, row.depth, row.state, row.difference]),
  [["root", 0, "same", 4], ["a", 1, "count", -3], ["b", 1, "missing", -1], ["c", 1, "added", 6]]);
