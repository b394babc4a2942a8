/** What could stand where the cursor is in PromQL. */

const FUNCTIONS = ["rate", "increase", "sum", "sum by", "avg", "min", "max", "count", "topk", "bottomk", "quantile", "histogram_quantile", "avg_over_time", "max_over_time", "sum_over_time", "absent", "delta", "deriv", "changes", "label_replace", "clamp_min", "time"];

/**
 * What is written before the cursor, and what it can become: a name, a label of the metric before `{`, or a label's value.
 * @returns {{kind: "name" | "label" | "value", word: string, metric: string, label: string}}
 */
export function context(text) {
  const inBraces = /([a-zA-Z_:][\w:]*)?\{([^{}]*)$/.exec(text);
  if (inBraces) {
    const value = /([a-zA-Z_]\w*)\s*(?:=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)$/.exec(inBraces[2]);
    if (value && quotes(inBraces[2]) % 2) return { kind: "value", word: value[2], metric: inBraces[1] ?? "", label: value[1] };
    return { kind: "label", word: /\w*$/.exec(text)[0], metric: inBraces[1] ?? "", label: "" };
  }
  const grouping = /\b(?:by|without|on|ignoring)\s*\(([^)]*)$/.exec(text);
  if (grouping) return { kind: "label", word: /\w*$/.exec(text)[0], metric: "", label: "" };
  return { kind: "name", word: /[\w:]*$/.exec(text)[0], metric: "", label: "" };
}

const quotes = (text) => (text.replace(/\\./g, "").match(/"/g) ?? []).length;

/** @param {(path: string, parameters: any) => Promise<string[]>} ask @returns {Promise<string[]>} */
export async function complete({ kind, word, metric, label }, ask) {
  const match = metric ? { "match[]": metric } : {};
  const list = kind === "name" ? [...await ask("label/__name__/values", {}), ...FUNCTIONS]
    : kind === "label" ? await ask("labels", match) : await ask(`label/${encodeURIComponent(label)}/values`, match);
  const wanted = word.toLowerCase();
  const found = list.filter((one) => one !== word && one.toLowerCase().includes(wanted) && one !== "__name__");
  return found.sort((a, b) => Number(b.toLowerCase().startsWith(wanted)) - Number(a.toLowerCase().startsWith(wanted))).slice(0, 12);
}
