/** The spans and log records under one ID as rows on one time axis. Pure functions over what the API says. */

/**
 * @typedef {{kind: "trace" | "span" | "log", depth: number, at: number, length: number, trace?: any, place?: number, log?: any}} Row
 *   `at` and `length` are nanoseconds on the common axis.
 */

/** Where the common axis begins and how long it is. */
export function axis(report) {
  const starts = report.traces.map((trace) => BigInt(trace.start));
  const ends = report.traces.map((trace, index) => starts[index] + BigInt(trace.duration));
  const moments = [...starts, ...ends, ...report.logs.map((log) => BigInt(log.time))];
  if (!moments.length) return { base: 0n, length: 1 };
  const base = moments.reduce((least, one) => (one < least ? one : least));
  return { base, length: Math.max(1, Number(moments.reduce((most, one) => (one > most ? one : most)) - base)) };
}

/**
 * @param {any} report of `/api/skein/v1/correlations/{id}` @param {Map<string, import("../trace/trace.js").Trace>} traces
 * @param {"requests" | "all" | "none"} detail spans that answer another service, all, or none
 * @returns {Row[]}
 */
export function forestRows(report, traces, detail, base) {
  const bySpan = new Map();
  for (const log of report.logs) {
    const key = log.spanID ? `${log.traceID} ${log.spanID}` : log.traceID ?? "";
    if (!bySpan.has(key)) bySpan.set(key, []);
    bySpan.get(key).push(log);
  }
  const rows = [];
  const logs = (key, depth) => {
    for (const log of bySpan.get(key) ?? []) rows.push({ kind: "log", depth, at: Number(BigInt(log.time) - base), length: 0, log });
    bySpan.delete(key);
  };
  logs("", 0);
  const depths = new Map();
  for (const found of report.traces) {
    const depth = Math.max(-1, ...found.causes.map((cause) => depths.get(cause.traceID) ?? -1)) + 1;
    depths.set(found.traceID, depth);
    const offset = Number(BigInt(found.start) - base);
    rows.push({ kind: "trace", depth, at: offset, length: found.duration, trace: found });
    logs(found.traceID, depth + 1);
    const trace = traces.get(found.traceID);
    if (trace) spanRows(trace, depth + 1);
    // Whatever hangs on spans that are not shown comes after the trace's own.
    if (detail !== "none") for (const key of [...bySpan.keys()]) if (key.startsWith(`${found.traceID} `)) logs(key, depth + 1);
  }
  return rows;

  function spanRows(trace, depth) {
    const offset = Number(trace.base - base);
    const shown = new Int32Array(trace.count);
    for (let place = 0; place < trace.count; place++) {
      const parent = trace.parents[place];
      const isRequest = parent < 0 || trace.service(parent) !== trace.service(place);
      const isShown = detail === "all" || (detail === "requests" && (isRequest || trace.isError(place)));
      shown[place] = (parent < 0 ? depth - 1 : shown[parent]) + (isShown ? 1 : 0);
      if (isShown) rows.push({ kind: "span", depth: shown[place], at: offset + trace.starts[place], length: trace.durations[place], trace, place });
      if (detail !== "none") logs(`${trace.id} ${trace.spanID(place)}`, shown[place] + 1);
    }
  }
}
