const { layOut } = await import("/assets/trace/layout.js");
const { ColumnBuilder } = await import("/assets/trace/column-builder.js");
const { Trace } = await import("/assets/trace/trace.js");

function make(spans) {
  const builder = new ColumnBuilder("0".repeat(31) + "1");
  for (const [id, parent, start, end, more = {}] of spans) {
    builder.add({
      spanID: String(id), parentID: parent ? String(parent) : "", name: `op ${id}`, start: BigInt(start), end: BigInt(end), kind: 2, status: 0,
      statusMessage: "", traceState: "", resource: [["service.name", "shop", 1]], scope: { name: "", version: "", attributes: [] },
      attributes: [], events: [], links: [], ...more,
    });
  }
  const columns = builder.finish();
  return new Trace(columns, layOut(columns));
}
const names = (trace) => Array.from({ length: trace.count }, (_, place) => trace.name(place));

const plain = make([[3, 1, 150, 180], [1, 0, 100, 200], [2, 1, 110, 140], [4, 2, 115, 120]]);
check("depth first, children in start order", names(plain), ["op 1", "op 2", "op 4", "op 3"]);
check("parents", plain.parents, [-1, 0, 1, 0]);
check("depths", plain.depths, [0, 1, 2, 1]);
check("ends", plain.ends, [4, 3, 3, 4]);
check("time of its own", plain.selfTimes, [40, 25, 5, 30]);
check("the critical path is as long as the root", plain.criticalTimes.reduce((a, b) => a + b), 100);
check("the critical path", [...plain.criticalTimes], [40, 25, 5, 30]);

const overlapping = make([[1, 0, 0, 100], [2, 1, 10, 60], [3, 1, 20, 90]]);
check("what ended last counts", [...overlapping.criticalTimes], [30, 0, 70]);
check("children that overlap count once", overlapping.selfTimes, [20, 50, 70]);

const consumer = make([[1, 0, 0, 100], [2, 1, 10, 100, { kind: 5 }]]);
check("nobody waits for a consumer", [...consumer.criticalTimes], [100, 0]);

const orphan = make([[2, 9, 50, 60], [1, 0, 70, 80]]);
check("orphans are roots", [orphan.parents, orphan.layout.orphans, orphan.root], [[-1, -1], [0], 1]);

const circle = make([[1, 2, 10, 20], [2, 1, 0, 30], [3, 3, 40, 50]]);
check("circles are cut above the earliest span", [names(circle), circle.parents], [["op 3", "op 2", "op 1"], [-1, -1, 1]]);

const twins = make([[1, 0, 0, 10], [1, 0, 5, 10], [2, 1, 1, 2]]);
check("every span has one place", [twins.count, new Set(twins.layout.rows).size], [3, 3]);

const deep = make(Array.from({ length: 70000 }, (_, index) => [(index + 1).toString(16), index ? index.toString(16) : 0, index, 200000]));
check("any depth", [deep.count, deep.depths[69999]], [70000, 65535]);
const none = make([[1, 0, 5, 5]]);
check("a span without length", [none.duration, none.durations[0]], [1, 0]);
