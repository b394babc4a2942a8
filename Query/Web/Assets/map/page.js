/** Who calls whom: the map of services, databases and brokers. */

import { get, isAbort } from "../core/api.js";
import { serviceColor } from "../core/colors.js";
import { fill, h, svg } from "../core/dom.js";
import { apiRange } from "../core/range.js";
import { go, here, keep, link } from "../core/router.js";
import { count, duration, percent } from "../core/time.js";
import { frame, linkRange } from "../parts/frame.js";
import { errorShare } from "../overview/series.js";
import { destinations, throughBrokers } from "./brokers.js";
import { layoutGraph } from "./layout.js";
import { badShare, dataTable, options } from "../parts/parts.js";

const [COLUMN, ROW, WIDTH, HEIGHT] = [276, 54, 204, 36];

export function open(place, location, signal) {
  let direct = [];
  let groups = [];
  let calls = [];
  const around = h("select", { "aria-label": "Only around a service", onchange: () => { keep({ around: around.value }); draw(); } });
  const depth = h("select", { "aria-label": "How far around", hidden: true, onchange: () => { keep({ depth: depth.value }); draw(); } },
    options([["1", "Neighbours"], ["2", "Two steps"], ["3", "Three steps"], ["all", "All within reach"]]));
  depth.value = location.query.get("depth") ?? "1";
  const drawing = h("div.map");
  const list = h("div");
  const page = frame(place, {
    title: "Service map", location, signal, tools: [around, depth], preset: "1h",
    async load(range, wanted) {
      const answer = await get("dependencies", apiRange(range), wanted);
      direct = merged(answer.dependencies);
      if (!direct.length) return page.nothing("No calls between services in this time");
      draw();
      if (direct.some((call) => call.links.includes("messaging"))) addBrokers(range, wanted);
      return [drawing, h("section.panel.low", h("h2", "Calls"), list)];
    },
  });

  /** Counting messages reads spans, where the calls themselves come from rollups: the map does not wait for it. */
  async function addBrokers(range, wanted) {
    try {
      groups = await destinations(range, wanted);
      if (!wanted.aborted && groups.length) draw();
    } catch (error) {
      if (!isAbort(error)) list.append(h("p.weak", `Brokers are not shown: ${error.message}`));
    }
  }

  function draw() {
    calls = throughBrokers(direct, groups);
    const chosen = here().query.get("around") ?? "";
    const names = [...new Set(calls.flatMap((call) => [call.from, call.to]))].sort();
    fill(around, options([["", "All services"], ...names]));
    around.value = names.includes(chosen) ? chosen : "";
    depth.hidden = !around.value;
    const shown = around.value ? near(around.value, calls, Number(depth.value) || Infinity) : calls;
    fill(drawing, graph(shown, calls, page.range));
    fill(list, callTable(shown, page.range));
  }
  return page;
}

/** The calls on ways of at most so many steps that lead to a service, or away from it. Exported for its test. */
export function near(name, calls, steps) {
  const chosen = new Set();
  for (const [start, end] of [["from", "to"], ["to", "from"]]) {
    const reached = new Set([name]);
    let edge = [name];
    for (let step = 0; step < steps && edge.length; step++) {
      const found = calls.filter((call) => edge.includes(call[start]));
      for (const call of found) chosen.add(call);
      edge = [...new Set(found.map((call) => call[end]))].filter((one) => !reached.has(one));
      for (const one of edge) reached.add(one);
    }
  }
  return calls.filter((call) => chosen.has(call));
}

/** One edge for each pair: a pair may call each other in several ways. */
export function merged(dependencies) {
  const pairs = new Map();
  for (const one of dependencies) {
    const key = JSON.stringify([one.caller, one.callee]);
    const pair = pairs.get(key) ?? { from: one.caller, to: one.callee, links: [], count: 0, errors: 0, mean: 0 };
    pair.mean = (pair.mean * pair.count + one.mean * one.count) / (pair.count + one.count || 1);
    pair.count += one.count;
    pair.errors += one.errors;
    pair.links.push(one.link);
    pairs.set(key, pair);
  }
  return [...pairs.values()].sort((a, b) => b.count - a.count);
}

/** What a node is, by how it is called: whom `user` calls, and who calls, sends spans. Exported for its test. */
export function kindOf(name, calls) {
  if (name === "user") return "user";
  if (calls.some((call) => call.broker === name)) return "broker";
  if (calls.some((call) => call.from === name)) return "service";
  const incoming = calls.filter((call) => call.to === name);
  if (incoming.some((call) => call.from === "user" || call.links.includes("rpc") || call.links.includes("messaging"))) return "service";
  return incoming.some((call) => call.links.includes("database")) ? "database" : "peer";
}

/** @param calls what is drawn @param all what the figures of each node are about */
function graph(calls, all, range) {
  const found = layoutGraph(calls.flatMap((call) => [call.from, call.to]), calls);
  const width = found.layers * COLUMN - (COLUMN - WIDTH) + 32;
  const height = found.rows * ROW + 16;
  const most = Math.max(...calls.map((call) => call.count));
  const center = ({ x, y }) => [16 + x * COLUMN, 16 + y * ROW + HEIGHT / 2];
  const edges = found.paths.map(({ edge, points }) => {
    const share = errorShare(edge);
    const path = curve(points.map(center));
    const text = `${edge.from} → ${edge.to}: ${count(edge.count)} calls, ${percent(share)} failed, mean ${duration(edge.mean)}, ${edge.links.join(", ")}`;
    return svg("g", { class: share >= 0.05 ? "edge bad" : share > 0.005 ? "edge careful" : "edge", "data-from": edge.from, "data-to": edge.to },
      svg("title", {}, text), svg("path", { d: path, class: "touch" }),
      svg("path", { d: path, "stroke-width": (1 + 6 * (Math.log1p(edge.count) / Math.log1p(most)) ** 3).toFixed(2) }));
  });
  const nodes = [...found.places.values()].map((node) => nodeMark(node, center(node), all, range));
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": "Service map; the table below says the same" },
    svg("g", { fill: "none" }, edges), nodes);
  picture.style.setProperty("--width", `${width}px`);
  const light = (name) => {
    picture.classList.toggle("focused", name !== null);
    for (const edge of edges) edge.classList.toggle("lit", edge.dataset.from === name || edge.dataset.to === name);
  };
  nodes.forEach((node) => {
    for (const event of ["pointerenter", "focus"]) node.addEventListener(event, () => light(node.dataset.name));
    for (const event of ["pointerleave", "blur"]) node.addEventListener(event, () => light(null));
  });
  return picture;
}

/** A smooth line through the middle of each layer that is passed; edges leave on the right and arrive on the left. */
function curve(points) {
  const isBack = points[0][0] > points[points.length - 1][0];
  const ends = points.map(([x, y], index) => {
    const side = index === 0 ? !isBack : index === points.length - 1 ? isBack : null;
    return [side === null ? x + WIDTH / 2 : side ? x + WIDTH : x, y];
  });
  let path = `M${ends[0]}`;
  for (let index = 1; index < ends.length; index++) {
    const [[x, y], [toX, toY]] = [ends[index - 1], ends[index]];
    path += `C${(x + toX) / 2},${y} ${(x + toX) / 2},${toY} ${toX},${toY}`;
  }
  return path;
}

function nodeMark(node, [x, y], calls, range) {
  const incoming = calls.filter((call) => call.to === node.id);
  const sum = incoming.reduce((total, call) => ({ count: total.count + call.count, errors: total.errors + call.errors, time: total.time + call.mean * call.count }), { count: 0, errors: 0, time: 0 });
  const kind = kindOf(node.id, calls);
  const share = errorShare(sum);
  const facts = sum.count ? `${count(sum.count)} calls${share ? ` · ${percent(share)}` : ""} · ${duration(sum.time / sum.count)}` : kind === "user" ? "outside" : "calls only";
  const name = node.id.length > 24 ? `${node.id.slice(0, 23)}…` : node.id || "(no name)";
  const open = () => { if (kind === "service") go(link(["services", node.id], linkRange(range))); };
  return svg("g", {
    class: `node ${kind}${share >= 0.05 ? " bad" : ""}`, "data-name": node.id, tabindex: 0, role: kind === "service" ? "link" : "img", transform: `translate(${x},${y - HEIGHT / 2})`,
    "aria-label": `${node.id}, ${kind}, ${facts}`, onclick: open, onkeydown: (event) => { if (event.key === "Enter") open(); },
  },
  svg("title", {}, `${node.id} (${kind})\n${facts}`),
  svg("rect", { width: WIDTH, height: HEIGHT, rx: kind === "database" ? 16 : kind === "broker" ? 2 : 6 }),
  svg("rect", { width: 4, height: HEIGHT - 12, x: 8, y: 6, rx: 2, fill: serviceColor(node.id), class: "stripe" }),
  svg("text", { x: 20, y: 15 }, name), svg("text", { x: 20, y: 29, class: "facts" }, kind === "service" || kind === "user" ? facts : `${kind} · ${facts}`));
}

function callTable(calls, range) {
  const end = (name, isService) => (isService ? h("a", { href: link(["services", name], linkRange(range)) }, name) : name);
  return dataTable("Calls", ["Caller", "Callee", "Kind"], ["Calls", "Failed", "Mean", h("span.hidden", "Traces")], calls.slice(0, 300).map((call) => {
    const [calling, called] = [call.from, call.to].map((name) => kindOf(name, calls) === "service");
    return [end(call.from, calling), end(call.to, called), call.links.join(", "), count(call.count), badShare(errorShare(call)), duration(call.mean),
      h("a", { href: link(["search"], { service: calling ? call.from : call.to, ...linkRange(range) }), "aria-label": `Traces of ${call.from} and ${call.to}` }, "Traces")];
  }));
}
