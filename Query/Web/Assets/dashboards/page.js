/** Dashboards: the very files that Grafana imports. */

import { get, isAbort } from "../core/api.js";
import { fill, h } from "../core/dom.js";
import { here, keep, link } from "../core/router.js";
import { frame } from "../parts/frame.js";
import { empty, failure, loading, options } from "../parts/parts.js";
import { prom, stepSeconds } from "../metrics/prom.js";
import { interpolate, labelValues, readDashboard } from "./model.js";
import { drawPanel } from "./panel.js";

const ROOT = "dashboards";

export function open(place, location, signal) {
  const name = location.rest[0];
  if (name === undefined) return openList(place, signal);
  let page = null;
  (async () => {
    try {
      const dashboard = readDashboard(await get(`${ROOT}/${encodeURIComponent(name)}`, {}, signal));
      if (!signal.aborted) page = draw(place, dashboard, location, signal);
    } catch (error) {
      if (signal.aborted) return;
      fill(place, error.status === 404 ? empty("There is no such dashboard", h("p", h("a", { href: link(["dashboards"]) }, "All dashboards"))) : h("div.page", failure(error)));
    }
  })();
  return { update: (next) => next.rest[0] === name && Boolean(page?.update(next)) };
}

async function openList(place, signal) {
  fill(place, loading());
  try {
    const { dashboards } = await get(ROOT, {}, signal);
    fill(place, h("div.page", h("h1", "Dashboards"), h("div.grid", dashboards.map((one) => h("section.panel", h("h2", h("a", { href: link(["dashboards", one.name]) }, one.title)),
      h("span.badge", one.isBuiltIn ? "built in" : "yours")))),
    h("p.weak", "Your own: save them from Grafana as JSON into a folder, and start Skein with ", h("code", "--dashboards FOLDER"), ".")));
  } catch (error) {
    if (!isAbort(error)) fill(place, h("div.page", failure(error, () => openList(place, signal))));
  }
}

function draw(place, dashboard, location, signal) {
  const values = Object.fromEntries(dashboard.variables.map((one) => [one.name, location.query.get(`var-${one.name}`) ?? one.value]));
  const controls = dashboard.variables.map((one) => control(one));
  const page = frame(place, {
    title: dashboard.title, location, signal, preset: dashboard.range, tools: controls.map((one) => one.element),
    async load(range, wanted) {
      const step = stepSeconds(range, 120);
      for (const one of controls) await one.fill(range, wanted);
      const panels = [...dashboard.panels].sort((a, b) => a.y - b.y || a.x - b.x);
      return [dashboard.description && h("p.weak", dashboard.description), h("div.dashboard", panels.map((panel) => {
        if (panel.type === "row") return h("h2.whole", panel.title);
        const body = h("div", loading());
        const brush = (from, to) => page.choose({ from, to, relative: null });
        drawPanel(panel, values, range, step, brush, wanted).then((content) => fill(body, content)).catch((error) => { if (!isAbort(error)) fill(body, h("p.error.breaks", error.message)); });
        return h("section.panel", { style: { "--w": panel.w, "min-height": `${panel.h * 30}px` } }, h("h2", interpolate(panel.title, values, range, step)), body);
      }))];
    },
  });

  function control(variable) {
    const changed = (event) => {
      values[variable.name] = event.target.value;
      keep({ [`var-${variable.name}`]: event.target.value });
      page.reload();
    };
    const question = variable.type === "query" ? labelValues(variable.query) : null;
    const input = question || variable.options.length ? h("select", { onchange: changed }) : h("input", { value: values[variable.name], onchange: changed });
    input.name = `var-${variable.name}`;
    return {
      element: h("label.row", h("span.weak", variable.label), input),
      async fill(range, wanted) {
        if (input.tagName !== "SELECT") return;
        const known = question ? await prom(`label/${encodeURIComponent(question.label)}/values`, { "match[]": question.match && interpolate(question.match, values, range, 60), start: range.from / 1000, end: range.to / 1000 }, wanted) : variable.options;
        if (!known.includes(values[variable.name])) values[variable.name] = here().query.get(`var-${variable.name}`) || known[0] || "";
        fill(input, options([...new Set([values[variable.name], ...known])].filter(Boolean)));
        input.value = values[variable.name];
      },
    };
  }
  return page;
}
