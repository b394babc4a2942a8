/** What is read of Grafana's JSON. Pure functions; whatever is missing or of another kind is left out. */

const text = (value) => (typeof value === "string" ? value : "");
const list = (value) => (Array.isArray(value) ? value : []);

/** @param {any} json a dashboard as Grafana exports it, or wrapped as its API gives it */
export function readDashboard(json) {
  const file = json?.dashboard ?? json ?? {};
  const panels = list(file.panels).flatMap((panel) => [panel, ...list(panel?.panels)]).filter((panel) => panel && typeof panel === "object");
  return {
    title: text(file.title) || "Dashboard", description: text(file.description),
    range: /^now-(\d+[mhd])$/.exec(text(file.time?.from))?.[1] ?? "1h",
    variables: list(file.templating?.list).map(readVariable).filter(Boolean), panels: panels.slice(0, 100).map(readPanel),
  };
}

function readVariable(one) {
  if (!one || !text(one.name) || one.type === "datasource") return null;
  const query = typeof one.query === "object" ? text(one.query?.query) : text(one.query) || text(one.definition);
  const current = one.current?.value;
  const options = one.type === "custom" ? query.split(",").map((word) => word.trim()).filter(Boolean) : [];
  return { name: one.name, label: text(one.label) || one.name, type: text(one.type), query, options, value: text(Array.isArray(current) ? current[0] : current) || (one.type === "textbox" || one.type === "constant" ? query : "") };
}

function readPanel(panel) {
  const at = panel.gridPos ?? {};
  const number = (value, least, most, otherwise) => (Number.isFinite(value) ? Math.max(least, Math.min(most, Math.round(value))) : otherwise);
  return {
    title: text(panel.title), type: text(panel.type), unit: text(panel.fieldConfig?.defaults?.unit), content: text(panel.options?.content ?? panel.content),
    stacked: ["normal", "percent"].includes(panel.fieldConfig?.defaults?.custom?.stacking?.mode), yUnit: text(panel.options?.yAxis?.unit),
    w: number(at.w, 1, 24, 12), h: number(at.h, 1, 40, 8), y: number(at.y, 0, 1e6, 0), x: number(at.x, 0, 23, 0),
    targets: list(panel.targets).filter((one) => one && text(one.expr) && !one.hide).slice(0, 20)
      .map((one) => ({ expr: one.expr, legend: text(one.legendFormat), instant: one.instant === true || panel.type === "table" })),
  };
}

/**
 * Puts in values for variables: `$name`, `${name}`, `${name:regex}`, `[[name]]`. Values stand inside quotes of PromQL.
 * @param {Record<string, string>} values
 */
export function interpolate(expression, values, range, step) {
  const seconds = Math.max(60, Math.round((range.to - range.from) / 1000));
  const known = { ...values, __rate_interval: `${Math.max(4 * 60, step)}s`, __interval: `${step}s`, __range: `${seconds}s`, __range_s: String(seconds) };
  return expression.replace(/\$\{(\w+)(?::(\w+))?\}|\$(\w+)|\[\[(\w+)\]\]/g, (all, braced, form, plain, square) => {
    const name = braced ?? plain ?? square;
    if (!Object.hasOwn(known, name)) return all;
    if (name.startsWith("__")) return known[name];
    const value = form === "regex" ? known[name].replace(/[\\^$.*+?()[\]{}|]/g, "\\$&") : known[name];
    return value.replace(/[\\"]/g, "\\$&");
  });
}

/** `label_values(metric, label)` and `label_values(label)`. @returns {{label: string, match: string} | null} */
export function labelValues(query) {
  const match = /^\s*label_values\(\s*(?:(.+),\s*)?([a-zA-Z_]\w*)\s*\)\s*$/.exec(query);
  return match && { label: match[2], match: match[1]?.trim() ?? "" };
}
