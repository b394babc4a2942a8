/** Files that are looked at without being stored: they are read in the browser and go nowhere. */

import { fill, h } from "../core/dom.js";
import { count, dateTime, duration } from "../core/time.js";
import { badCount, dataTable, failure, loading } from "../parts/parts.js";
import { linkPatterns } from "./links.js";
import { readFiles } from "./trace.js";
import { traceView } from "./trace-view.js";

const LARGEST = 512 * 1024 * 1024;

export function open(place, location, signal) {
  const input = h("input", { type: "file", multiple: true, accept: ".json,.jsonl,.ndjson,application/json", "aria-label": "Files to open", onchange: () => read([...input.files]) });
  const result = h("div.stack");
  const drop = h("section.panel.drop", h("h1", "Open a file"),
    h("p", "OTLP/JSON (one object, or one a line, as the OpenTelemetry Collector writes it) or Jaeger's JSON. It is read in this browser; nothing is sent or stored."),
    input, h("p.weak", "Or drop files here."));
  const choose = h("div.page", drop, result);
  fill(place, choose);
  for (const type of ["dragover", "dragenter"]) {
    drop.addEventListener(type, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    read([...event.dataTransfer.files]);
  });

  async function read(files) {
    if (files.length === 0) return;
    fill(result, loading("Reading"));
    try {
      if (files.reduce((sum, file) => sum + file.size, 0) > LARGEST) throw new Error("More than 512 MiB; skein import takes files of any size.");
      const texts = await Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() })));
      const traces = await readFiles(texts, signal);
      if (signal.aborted) return;
      if (traces.length === 1) return show(traces[0]);
      traces.sort((a, b) => b.duration - a.duration);
      fill(result, dataTable("Traces of the files", ["Request", "Start"], ["Duration", "Spans", "Errors"], traces.map((trace) => [
        h("button.plain", { onclick: () => show(trace) }, `${trace.service(trace.root)}: ${trace.name(trace.root)}`),
        dateTime(trace.milliseconds(trace.from)), duration(trace.duration), count(trace.count), badCount(trace.errorCount),
      ])));
    } catch (error) {
      if (!signal.aborted) fill(result, failure(error));
    }
  }

  async function show(trace) {
    const patterns = await linkPatterns();
    if (!signal.aborted) traceView(place, trace, { signal, isStored: false, patterns });
  }
}
