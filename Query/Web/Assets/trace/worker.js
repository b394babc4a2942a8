/** Fetches, decodes and lays out traces, off the thread that draws. Arrays are handed over, not copied. */

import { decodeColumns } from "./columns.js";
import { layOut } from "./layout.js";
import { readFile } from "./read-file.js";

addEventListener("message", async ({ data }) => {
  try {
    const list = data.url ? [await fetchColumns(data.url)] : data.files.flatMap(({ name, text }) => readFile(name, text));
    const traces = list.map((columns) => ({ columns, layout: layOut(columns) }));
    const buffers = new Set(traces.flatMap(({ columns, layout }) =>
      [...Object.values(columns), ...Object.values(layout)].filter(ArrayBuffer.isView).map((view) => view.buffer)));
    postMessage({ traces }, { transfer: [...buffers] });
  } catch (error) {
    postMessage({ error: { message: error.message, status: error.status ?? 0 } });
  }
});

async function fetchColumns(url) {
  const response = await fetch(url);
  if (response.ok) return decodeColumns(await response.arrayBuffer());
  const body = await response.json().catch(() => null);
  const text = response.status === 404 ? "No span of this trace is stored." : body?.error?.message;
  throw Object.assign(new Error(text ?? `The server answers ${response.status}.`), { status: response.status });
}
