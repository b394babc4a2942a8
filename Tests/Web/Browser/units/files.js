const { readFile } = await import("/assets/trace/read-file.js");
const { layOut } = await import("/assets/trace/layout.js");
const { Trace } = await import("/assets/trace/trace.js");
const { toOTLP } = await import("/assets/trace/to-otlp.js");

const open = (name, text) => readFile(name, text).map((columns) => new Trace(columns, layOut(columns)));
const value = (text) => ({ stringValue: text });
const span = {
  traceId: "5b8efff798038103d269b633813fc60c", spanId: "eee19b7ec3c1b174", name: "GET /", kind: 2, startTimeUnixNano: "1767323045000000001",
  endTimeUnixNano: "1767323045000002001", status: { code: 2, message: "bad" }, traceState: "a=b",
  attributes: [
    { key: "s", value: value("text") }, { key: "b", value: { boolValue: true } }, { key: "i", value: { intValue: "9007199254740993" } },
    { key: "d", value: { doubleValue: 1.5 } }, { key: "l", value: { arrayValue: { values: [{ intValue: "1" }, value("x")] } } },
  ],
  events: [{ timeUnixNano: "1767323045000000501", name: "e", attributes: [] }],
  links: [{ traceId: "0".repeat(31) + "1", spanId: "0".repeat(15) + "1", attributes: [] }],
};
const message = { resourceSpans: [{ resource: { attributes: [{ key: "service.name", value: value("shop") }] }, scopeSpans: [{ scope: { name: "lib", version: "1" }, spans: [span] }] }] };

const [trace] = open("a.json", JSON.stringify(message));
check("fields", [trace.service(0), trace.name(0), trace.kind(0), trace.status(0), trace.statusMessage(0), trace.durations[0]], ["shop", "GET /", "server", "error", "bad", 2000]);
check("exact times", String(trace.moment(trace.starts[0])), "1767323045000000001");
check("values", trace.attributes(0).map(({ value }) => value), ["text", "true", "9007199254740993", "1.5", '[1,"x"]']);
check("events and links", [trace.events(0)[0].time, trace.links(0)[0].spanID], [500, "0000000000000001"]);
const written = JSON.parse(toOTLP(trace));
const again = written.resourceSpans[0].scopeSpans[0].spans[0];
check("written as it was read", [again.attributes, again.startTimeUnixNano, again.status], [span.attributes, span.startTimeUnixNano, span.status]);

check("lines", open("a.jsonl", `${JSON.stringify(message)}\n\n${JSON.stringify(message)}\n`).length, 1);
const jaeger = { data: [{ traceID: "1", spans: [
  { traceID: "1", spanID: "a", operationName: "root", references: [], startTime: 1767323045000000, duration: 5, tags: [{ key: "span.kind", type: "string", value: "client" }, { key: "error", type: "bool", value: true }], logs: [{ timestamp: 1767323045000001, fields: [{ key: "event", type: "string", value: "e" }] }], processID: "p1" },
  { traceID: "1", spanID: "b", operationName: "child", references: [{ refType: "CHILD_OF", traceID: "1", spanID: "a" }], startTime: 1767323045000001, duration: 2, tags: [], logs: [], processID: "p1" },
], processes: { p1: { serviceName: "legacy", tags: [] } } }] };
const [old] = open("j.json", JSON.stringify(jaeger));
check("Jaeger", [old.service(0), old.kind(0), old.status(0), old.parents, old.durations, old.events(0)[0].name], ["legacy", "client", "error", [-1, 0], [5000, 2000], "e"]);

for (const text of ["", "{", "[]", "{}", "null", '{"resourceSpans":[]}', '{"data":[{}]}', "hello"]) {
  let message = "";
  try { open("bad.json", text); } catch (error) { message = error.message; }
  check(`${text} is refused with a message`, message.includes("bad.json"), true);
}
