const { axis, forestRows } = await import("/assets/correlation/forest.js");
const { longest } = await import("/assets/logs/page.js");
const { everyStep } = await import("/assets/overview/series.js");

const found = (traceID, start, duration, causes = []) => ({ traceID, start: String(start), duration, causes });
const report = {
  traces: [found("a", 1000, 500), found("b", 2000, 100, [{ traceID: "a" }])],
  logs: [
    { time: "900", body: "early" }, { time: "1100", traceID: "a", spanID: "1", body: "at a span" },
    { time: "1200", traceID: "a", spanID: "gone", body: "span not here" }, { time: "2050", traceID: "b", body: "of b" },
  ],
};
const time = axis(report);
check("the axis", [time.base, time.length], [900n, 1200]);
check("an empty axis", axis({ traces: [], logs: [] }).length, 1);
const trace = {
  id: "a", base: 1000n, count: 3, parents: [-1, 0, 1], starts: [0, 10, 20], durations: [500, 100, 50],
  service: (place) => ["front", "front", "cart"][place], isError: () => false, spanID: (place) => String(place),
};
const rows = (detail) => forestRows(report, new Map([["a", trace]]), detail, time.base).map((row) => [row.kind, row.depth, row.at, row.log?.body ?? row.place ?? row.trace.traceID]);
check("logs stand at their spans", rows("all"), [
  ["log", 0, 0, "early"], ["trace", 0, 100, "a"], ["span", 1, 100, 0], ["span", 2, 110, 1], ["log", 3, 200, "at a span"],
  ["span", 3, 120, 2], ["log", 1, 300, "span not here"], ["trace", 1, 1100, "b"], ["log", 2, 1150, "of b"],
]);
check("requests alone", rows("requests").filter(([kind]) => kind === "span"), [["span", 1, 100, 0], ["span", 2, 120, 2]]);
check("the fixed part of a pattern", longest("user <*> paid order <*> at"), "paid order");
const answer = { start: "0", end: "180000000000", step: 60e9 };
check("each step has a value", everyStep(answer, [{ time: "60000000000", count: 2 }], (point) => point.count, 0), [[0, 0], [60000, 2], [120000, 0]]);
