/** Metrics: PromQL with completion, a chart, a table. */

import { isAbort } from "../core/api.js";
import { fill, h } from "../core/dom.js";
import { keep } from "../core/router.js";
import { count } from "../core/time.js";
import { lines } from "../charts/charts.js";
import { frame } from "../parts/frame.js";
import { dataTable, empty } from "../parts/parts.js";
import { complete, context } from "./completion.js";
import { prom, queryRange, stepSeconds, toSeries } from "./prom.js";

const EXAMPLES = [
  "sum by (service) (rate(traces_spanmetrics_calls_total[5m]))",
  "histogram_quantile(0.95, sum by (service) (rate(traces_spanmetrics_latency[5m])))",
  "sum by (client, server) (rate(traces_service_graph_request_total[5m]))",
];
/** Lines of one chart: beyond it nobody tells them apart. The table has all. */
const DRAWN = 40;

export function open(place, location, signal) {
  const asked = new Map();
  const input = h("textarea.mono", { rows: "2", "aria-label": "PromQL", spellcheck: "false", autocomplete: "off", placeholder: "PromQL, such as rate(http_requests_total[5m])", role: "combobox", "aria-expanded": "false", "aria-controls": "promql-words", "aria-autocomplete": "list", value: location.query.get("q") ?? "" });
  const words = h("div.box", { id: "promql-words", role: "listbox", "aria-label": "Completions", hidden: true });
  const form = h("form", { onsubmit: (event) => { event.preventDefault(); submit(); } }, h("div.menu.left.completes", input, words), h("button.primary", { type: "submit" }, "Run"));
  const page = frame(place, { title: "Metrics", location, signal, load });

  async function load(range, wanted) {
    const query = input.value.trim();
    if (!query) {
      const names = await namesOf("label/__name__/values", { start: range.from / 1000, end: range.to / 1000 });
      const pick = (text, title = text) => h("li", h("button.plain.mono", { onclick: () => { input.value = text; submit(); } }, title));
      return [form, h("div.grid", h("section.panel", h("h2", "Try"), h("ul.plain", EXAMPLES.map((text) => pick(text)))),
        h("section.panel", h("h2", `Metrics in this time (${count(names.length)})`), names.length ? h("ul.plain", names.slice(0, 500).map((name) => pick(name))) : h("p.weak", "None. Send OTLP metrics, or choose another time.")))];
    }
    const step = stepSeconds(range);
    const { result } = await queryRange(query, range, step, wanted);
    if (!result.length) return [form, empty("No series", h("p", "The query is fine, but nothing answers it in this time."))];
    const series = toSeries(result, range, step);
    const chart = series.length ? lines({
      label: query, height: 320, format: count, x: { from: range.from, to: range.to, time: true }, series: series.slice(0, DRAWN),
      bottom: Math.min(0, ...series.flatMap((line) => line.points.map(([, value]) => value ?? 0))),
      onBrush: (from, to) => page.choose({ from, to, relative: null }),
    }).element : h("p.weak", "Native histograms cannot be drawn as lines; ask histogram_quantile of them.");
    return [form, h("section.panel", chart), table(result, series)];
  }

  function table(result, series) {
    return h("section.panel", h("h2", `${count(result.length)} series`), series.length > DRAWN && h("p.weak", `The first ${DRAWN} are drawn.`),
      dataTable("Series", ["Series"], ["Last", "Least", "Most", "Mean"], series.slice(0, 500).map((line, index) => {
        const values = line.points.map(([, value]) => value).filter((value) => value !== null);
        const sum = values.reduce((total, value) => total + value, 0);
        return [h("span.name.mono", index < DRAWN && h("i", { style: { background: line.color } }), line.name),
          ...[values.at(-1), Math.min(...values), Math.max(...values), sum / values.length].map((value) => count(value ?? NaN))];
      })));
  }

  function submit() {
    close();
    keep({ q: input.value.trim() });
    page.reload();
  }

  async function namesOf(path, parameters) {
    const key = path + JSON.stringify(parameters);
    if (!asked.has(key)) asked.set(key, prom(path, { start: page?.range.from / 1000, end: page?.range.to / 1000, ...parameters }, signal));
    return asked.get(key).catch((error) => { asked.delete(key); if (!isAbort(error)) return []; throw error; });
  }

  let chosen = -1;
  function close() {
    words.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  async function suggest() {
    const place = context(input.value.slice(0, input.selectionStart));
    const list = place.kind === "name" && place.word.length < 2 ? [] : await complete(place, namesOf).catch(() => []);
    if (signal.aborted || document.activeElement !== input) return;
    close();
    if (!list.length) return;
    fill(words, list.map((text, index) => h("button.mono", { role: "option", id: `promql-${index}`, tabindex: "-1", "aria-selected": "false", onpointerdown: (event) => { event.preventDefault(); insert(text, place.word); } }, text)));
    words.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function insert(text, word) {
    const at = input.selectionStart;
    input.setRangeText(text, at - word.length, at, "end");
    close();
    input.focus();
  }

  input.addEventListener("input", suggest);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const options = [...words.children];
    if (event.key === "Enter" && chosen < 0 && !event.shiftKey) return event.preventDefault(), submit();
    if (words.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) chosen = (chosen + step + options.length) % options.length;
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" && chosen >= 0) || event.key === "Tab") insert(options[Math.max(0, chosen)].textContent, context(input.value.slice(0, input.selectionStart)).word);
    else return;
    event.preventDefault();
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === chosen)));
    if (chosen >= 0) input.setAttribute("aria-activedescendant", `promql-${chosen}`);
  });
  return { update(next) { input.value = next.query.get("q") ?? ""; return page.update(next); } };
}
