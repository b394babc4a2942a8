/** What is shown while nothing is stored: how to send something; it goes away by itself when the first span arrives. */

import { get } from "../core/api.js";
import { h } from "../core/dom.js";
import { link } from "../core/router.js";
import { copyButton } from "./parts.js";

const EXAMPLES = [
  ["Any OpenTelemetry SDK", "export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318\nexport OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\nexport OTEL_SERVICE_NAME=my-service"],
  ["By hand, with curl", `curl http://127.0.0.1:4318/v1/traces -H 'Content-Type: application/json' -d "{\\"resourceSpans\\":[{\\"resource\\":{\\"attributes\\":[{\\"key\\":\\"service.name\\",\\"value\\":{\\"stringValue\\":\\"hello\\"}}]},\\"scopeSpans\\":[{\\"spans\\":[{\\"traceId\\":\\"$(openssl rand -hex 16)\\",\\"spanId\\":\\"$(openssl rand -hex 8)\\",\\"name\\":\\"first span\\",\\"kind\\":2,\\"startTimeUnixNano\\":\\"$(date +%s)000000000\\",\\"endTimeUnixNano\\":\\"$(date +%s)250000000\\"}]}]}]}"`],
  ["A capture that you have", "skein import capture.otlp.gz --to http://127.0.0.1:4318"],
];

/** Whether no span and no log record is stored. @param {AbortSignal} signal @param {Promise<any>} [asked] the names of services, if they are on their way */
export async function isEmptyStore(signal, asked = get("/api/v3/services", {}, signal)) {
  const { services } = await asked;
  if (services.length) return false;
  const { logs } = await get("logs", { limit: 1 }, signal);
  return logs.length === 0;
}

/**
 * @param {AbortSignal} signal @param {() => void} onArrival called once, when something has arrived
 */
export function firstRun(signal, onArrival) {
  watch(signal, onArrival);
  return h("div.page.first-run",
    h("section.panel", h("header", h("h1", "Nothing here yet")),
      h("p", "Skein listens for OTLP over HTTP. Send it a span, and this page shows it at once."),
      EXAMPLES.map(([title, text]) => h("section.example", h("div.row", h("h2.grow", title), copyButton(text)), h("pre", text))),
      h("p.row.weak", h("span.pulse", { "aria-hidden": "true" }), h("span", { role: "status" }, "Waiting for the first span")),
      h("p.weak", "The address of the receiver is the one that ", h("code", "skein serve"), " printed when it started (",
        h("code", "--otlp-http"), "). You can also look at a trace without storing it: ",
        h("a", { href: link(["view"]) }, "open a file"), ".")));
}

async function watch(signal, onArrival) {
  while (!signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if (signal.aborted || document.hidden) continue;
    try {
      if (await isEmptyStore(signal)) continue;
      onArrival();
      return;
    } catch {
      // The server may be starting anew; the next second tells.
    }
  }
}
