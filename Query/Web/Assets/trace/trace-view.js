/** One trace with all its views: heading, tools, tabs, the chosen span. View, zoom and choice are in the URL. */

import { apiURL } from "../core/api.js";
import { announce, fill, h } from "../core/dom.js";
import { here, keep, link } from "../core/router.js";
import { ago, count, duration, timeElement } from "../core/time.js";
import { bind } from "../parts/keys.js";
import { copyButton, download, figure, menu, swatch, tabs } from "../parts/parts.js";
import { keeping } from "./archive.js";
import { spanDetail } from "./detail.js";
import { findSpans, parseTerms } from "./find.js";
import { flameGraph } from "./flame.js";
import { eventList } from "./event-list.js";
import { traceLinks } from "./links.js";
import { minimap } from "./minimap.js";
import { spanTable } from "./span-table.js";
import { statistics } from "./statistics.js";
import { treeGraph } from "./tree-graph.js";
import { ViewState } from "./view-state.js";
import { waterfall } from "./waterfall.js";
import { writeOTLP } from "./write-otlp.js";

const TABS = [
  { id: "timeline", title: "Timeline" }, { id: "flame", title: "Flame graph" }, { id: "statistics", title: "Statistics" },
  { id: "spans", title: "Spans" }, { id: "graph", title: "Graph" }, { id: "events", title: "Events and logs" },
];

/**
 * @param {HTMLElement} place @param {import("./trace.js").Trace} trace
 * @param {{signal: AbortSignal, isStored: boolean, logs?: Promise<any[]>, patterns?: import("./links.js").Pattern[]}} options
 */
export function traceView(place, trace, { signal, isStored, logs = Promise.resolve([]), patterns = [] }) {
  const view = new ViewState(trace);
  const query = here().query;
  const body = h("div.tracebody");
  const panel = h("div.panelslot");
  const find = h("input", { type: "search", placeholder: "Find: words, key=value, -not", "aria-label": "Find spans", spellcheck: "false", value: query.get("find") ?? "" });
  const found = h("span.weak", { role: "status" });
  const logCounts = new Map();
  let records = [];
  let tab = TABS.some((one) => one.id === query.get("tab")) ? query.get("tab") : "timeline";
  let current = null;
  let tabBar = null;

  const makers = {
    timeline: () => {
      const fall = waterfall(view, { open: choose, logs: logCounts });
      return { element: h("div.timeline", minimap(view).element, fall.element), focus: fall.focus, redraw: fall.draw, reveal: fall.reveal, widen: fall.widen };
    },
    flame: () => flameGraph(view, choose),
    statistics: () => statistics(trace, choose, search),
    spans: () => spanTable(view, choose),
    graph: () => treeGraph(trace, search),
    events: () => eventList(trace, records, choose),
  };

  function openTab(id, isKept = true) {
    tab = id;
    current = makers[id]();
    fill(body, current.element);
    const next = tabs("Views of the trace", TABS, tab, (other) => { openTab(other); tabBar.querySelector('[aria-selected="true"]').focus(); });
    tabBar?.replaceWith(next);
    tabBar = next;
    if (isKept) keep({ tab: id === "timeline" ? null : id });
    if (view.selected >= 0) current.reveal?.(view.selected);
  }

  function choose(chosen) {
    view.select(chosen);
  }

  function showPanel() {
    const chosen = view.selected;
    place.classList.toggle("has-panel", chosen >= 0);
    if (chosen < 0) return fill(panel);
    const own = records.filter((record) => record.spanID === trace.spanID(chosen));
    fill(panel, spanDetail(view, chosen, { logs: own, isStored, patterns, close: () => view.select(-1) }));
    announce(`${trace.service(chosen)}: ${trace.name(chosen)}, ${duration(trace.durations[chosen])}${trace.isError(chosen) ? ", error" : ""}`);
  }

  let searching = new AbortController();
  async function search(text = find.value) {
    find.value = text;
    searching.abort();
    searching = new AbortController();
    const terms = parseTerms(text);
    keep({ find: text });
    if (terms.length === 0) {
      found.textContent = "";
      return view.setMatches(null);
    }
    try {
      const matches = await findSpans(trace, terms, searching.signal);
      const number = matches.reduce((sum, one) => sum + one, 0);
      found.textContent = `${count(number)} of ${count(trace.count)}`;
      view.setMatches(matches);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }
  let typed = 0;
  find.addEventListener("input", () => { clearTimeout(typed); typed = setTimeout(() => search(), 120); });
  find.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); step(event.shiftKey ? -1 : 1, isMatch); }
    if (event.key === "Escape") { search(""); find.blur(); }
  });

  const isMatch = (other) => !view.matches || view.matches[other] === 1;
  function step(direction, test) {
    const next = view.next(direction, test);
    if (next >= 0) view.select(next);
  }

  function stepRow(direction) {
    const row = view.selected < 0 ? -1 : view.rowOf(view.selected);
    const next = Math.max(0, Math.min(view.rows.length - 1, row + direction));
    if (view.rows.length) view.select(view.rows[next]);
  }

  let waiting = 0;
  view.addEventListener("change", ({ detail }) => {
    if (detail === "selection") {
      showPanel();
      keep({ span: view.selected >= 0 ? trace.spanID(view.selected) : null });
    }
    if (detail === "time") {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        if (signal.aborted) return;
        const isWhole = view.to - view.from >= trace.duration;
        keep({ from: isWhole ? null : Math.round(view.from - trace.from), to: isWhole ? null : Math.round(view.to - trace.from) });
      }, 200);
    }
  });

  bind("This page", [
    ["j ArrowDown", "Next span", () => stepRow(1)], ["k ArrowUp", "Previous span", () => stepRow(-1)],
    ["ArrowLeft", "Collapse, or go to the parent", () => {
      const chosen = view.selected;
      if (chosen < 0) return;
      if (trace.hasChildren(chosen) && !view.collapsed[chosen]) view.toggle(chosen);
      else if (trace.parents[chosen] >= 0) view.select(trace.parents[chosen]);
    }],
    ["ArrowRight", "Expand", () => { if (view.selected >= 0 && view.collapsed[view.selected]) view.toggle(view.selected); }],
    ["]", "Collapse all", () => view.collapseFrom(0)], ["[", "Expand all", () => view.collapseFrom(Infinity)],
    ["p", "Collapse one level", () => view.collapseFrom(Math.max(0, Math.min(view.openDepth, trace.deepest) - 1))],
    ["o", "Expand one level", () => view.collapseFrom(view.openDepth + 1)],
    ["a", "Earlier", () => view.pan(-0.2)], ["d", "Later", () => view.pan(0.2)],
    ["w", "Zoom in", () => view.zoomBy(0.7)], ["s", "Zoom out", () => view.zoomBy(1 / 0.7)],
    [",", "Narrower names", () => current.widen?.(-0.04)], [".", "Wider names", () => current.widen?.(0.04)],
    ["0", "Whole trace", () => view.zoom(trace.from, trace.to)],
    ["f Ctrl+b", "Find", () => find.focus()], ["n", "Next match", () => step(1, isMatch)], ["N b", "Previous match", () => step(-1, isMatch)],
    ["e", "Next error", () => step(1, (other) => trace.isError(other))], ["E", "Previous error", () => step(-1, (other) => trace.isError(other))],
    ["c", "Critical path on or off", () => path.click()],
    ["Escape", "Close the span, or end the search", () => { if (view.selected >= 0) view.select(-1); else search(""); }],
    ...TABS.map(({ id, title }, index) => [String(index + 1), title, () => openTab(id)]),
  ]);

  const path = h("button", { "aria-pressed": "true", title: "Critical path (c)", onclick: () => {
    view.setPath(!view.showsPath);
    path.setAttribute("aria-pressed", String(view.showsPath));
  } }, "Critical path");

  const kept = isStored ? keeping(trace.id, signal) : null;
  place.classList.add("trace");
  fill(place, heading(trace, isStored, patterns, kept?.button), kept?.notice ?? "", notices(trace, view),
    h("div.tracetools", h("div", tabBar ?? h("span")), h("span.grow"), serviceFilter(trace, view), path,
      h("div.row", find, found)), h("div.tracemain", body, panel));
  tabBar = place.querySelector(".tracetools > div").firstChild;
  openTab(tab, false);
  const [from, to] = [Number(query.get("from")), Number(query.get("to"))];
  if (to > from && from >= 0) view.zoom(trace.from + from, trace.from + to);
  if (trace.count > 2000 && !query.get("span") && !query.get("find")) collapseRepeats(view);
  if (find.value) search();
  const asked = query.get("span");
  if (asked) view.select(trace.placeOf(asked.toLowerCase().padStart(16, "0")));
  current.focus?.();

  logs.then((list) => {
    if (signal.aborted || !list.length) return;
    records = list;
    for (const at of trace.placesOf(list.map((record) => record.spanID ?? ""))) {
      if (at >= 0) logCounts.set(at, (logCounts.get(at) ?? 0) + 1);
    }
    current.redraw?.();
    if (tab === "events") openTab("events");
    if (view.selected >= 0) showPanel();
  });
  return view;
}

/** Opens a very large trace with its deep levels closed: what a reader can take in first. */
function collapseRepeats(view) {
  const { trace } = view;
  const perDepth = [];
  for (const depth of trace.depths) perDepth[depth] = (perDepth[depth] ?? 0) + 1;
  let sum = 0;
  const deepest = perDepth.findIndex((number) => (sum += number) > 5000);
  if (deepest > 1) view.collapseFrom(deepest - 1);
}

function heading(trace, isStored, patterns, keep) {
  const root = trace.root;
  const services = trace.services();
  const started = trace.milliseconds(trace.from);
  const raw = apiURL(`/api/v3/traces/${trace.id}`);
  document.title = `${trace.service(root)}: ${trace.name(root)} · Skein`;
  const links = traceLinks(patterns, trace);
  const more = menu("More ▾", [
    isStored ? h("a.button", { href: raw, download: `${trace.id}.otlp.json` }, "Download OTLP/JSON")
      : h("button", { data: { closes: "" }, onclick: () => download(`${trace.id}.otlp.json`, "application/json", JSON.stringify(writeOTLP(trace))) }, "Download OTLP/JSON"),
    isStored && h("a.button", { href: apiURL(`/api/traces/${trace.id}`), download: `${trace.id}.jaeger.json` }, "Download Jaeger JSON"),
    isStored && h("a.button", { href: `${raw}?rawTraces=true`, target: "_blank" }, "As it was sent"),
    isStored && h("a.button", { href: link(["correlation", trace.id]) }, "Everything under this ID"),
    isStored && h("a.button", { href: link(["compare", trace.id]) }, "Compare with another trace"),
    h("button", { data: { closes: "" }, onclick: () => print() }, "Print"),
  ].filter(Boolean));
  return h("header.tracehead", h("div.row.wrap",
    h("h1", swatch(trace.service(root)), " ", trace.service(root), h("span.weak", ": "), trace.name(root)),
    h("span.mono.weak.cut", trace.id), copyButton(trace.id, "Copy ID"), copyButton(() => location.href, "Share"), h("span.grow"),
    links.length > 2 ? menu("Links ▾", links) : links, keep, more),
  h("dl.figures",
    figure("Start", [timeElement(started), h("span.weak", ` ${ago(started)}`)]),
    figure("Duration", duration(trace.duration)), figure("Spans", count(trace.count)), figure("Services", count(services.length)),
    figure("Depth", count(trace.deepest + 1)),
    figure("Errors", trace.errorCount ? h("span.error", count(trace.errorCount)) : "0")));
}

function notices(trace, view) {
  const list = [];
  const { orphans } = trace.layout;
  const { corrections } = trace.columns;
  if (orphans.length) {
    list.push(h("div.notice.careful", h("span.grow", `${count(orphans.length)} ${orphans.length === 1 ? "span misses its parent" : "spans miss their parents"}: never sent, not sampled, or not arrived yet. They are shown as roots.`),
      h("button", { onclick: () => view.select(orphans[0]) }, "Show the first")));
  }
  if (corrections.length) {
    const most = corrections.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
    list.push(h("div.notice.careful", `Clocks differ: ${count(corrections.length)} ${corrections.length === 1 ? "span was" : "spans were"} moved by up to ${duration(most)} to fit into the callers. "As it was sent" under More shows the times unchanged.`));
  }
  return list.length ? h("div.notices", list) : null;
}

function serviceFilter(trace, view) {
  const services = trace.services();
  return menu(`Services ${services.length}`, () => {
    const boxes = services.map(({ service, code, spans }) => h("label.row", h("input", {
      type: "checkbox", checked: !view.hidden.has(code), onchange: (event) => {
        const hidden = new Set(view.hidden);
        if (event.target.checked) hidden.delete(code);
        else hidden.add(code);
        view.setHidden(hidden);
      },
    }), swatch(service), h("span.grow.cut", service), h("span.weak", count(spans))));
    return [h("div.scrolls.short", boxes), h("button", { data: { closes: "" }, onclick: () => view.setHidden(new Set()) }, "Show all")];
  }, { title: "Which services are shown" });
}
