/** The page of a stored trace. */

import { get } from "../core/api.js";
import { link } from "../core/router.js";
import { empty, failure, loading } from "../parts/parts.js";
import { fill, h } from "../core/dom.js";
import { linkPatterns } from "./links.js";
import { fetchTrace } from "./trace.js";
import { traceView } from "./trace-view.js";

export function open(place, location, signal) {
  const id = location.rest[0] ?? "";
  load();

  async function load() {
    fill(place, loading("Loading the trace"));
    try {
      const [trace, patterns] = await Promise.all([fetchTrace(id, signal), linkPatterns()]);
      // A moment for the browser between taking the columns over and drawing them.
      await new Promise((resolve) => setTimeout(resolve));
      if (!signal.aborted) traceView(place, trace, { signal, isStored: true, patterns, logs: logsOf(trace.id, signal) });
    } catch (error) {
      if (signal.aborted) return;
      fill(place, error.status === 404
        ? empty("This trace is not here", h("p", "No span of ", h("code", id), " is stored. It may not have arrived yet, not have been sampled, or be older than what is kept."),
          h("p", h("button", { onclick: load }, "Look again"), " ", h("a.button", { href: link(["search"]) }, "Search")))
        : h("div.page", failure(error, load)));
    }
  }

  return { update: (next) => next.rest[0] === id };
}

const MOST = 2000;

/** Log records that belong to a trace; none when the server keeps none. */
async function logsOf(id, signal) {
  try {
    const { logs } = await get("logs", { traceID: id, order: "oldest", limit: MOST }, signal);
    return logs;
  } catch {
    return [];
  }
}
