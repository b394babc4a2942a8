/** Where the time of a trace went: by service, by operation, or by any attribute. */

import { fill, h } from "../core/dom.js";
import { count, duration } from "../core/time.js";
import { numbers, texts, virtualTable } from "../parts/table.js";
import { badCount, options, shareBar } from "../parts/parts.js";

const MOST_KEYS = 300;

/**
 * Figures of groups of spans. Exported for its test.
 * @param {import("./trace.js").Trace} trace @param {(place: number) => string | null} groupOf `null`: not counted
 */
function groupFigures(trace, groupOf) {
  const groups = new Map();
  for (let place = 0; place < trace.count; place++) {
    const name = groupOf(place);
    if (name === null) continue;
    let group = groups.get(name);
    if (!group) groups.set(name, (group = { name, count: 0, total: 0, self: 0, critical: 0, least: Infinity, most: 0, errors: 0, longest: place }));
    const length = trace.durations[place];
    group.count++;
    group.total += length;
    group.self += trace.selfTimes[place];
    group.critical += trace.criticalTimes[place];
    group.least = Math.min(group.least, length);
    if (length > group.most) [group.most, group.longest] = [length, place];
    if (trace.isError(place)) group.errors++;
  }
  return [...groups.values()];
}

export function statistics(trace, choose, search) {
  const place = h("div.stack.fills");
  const keys = attributeKeys(trace);
  const choice = h("select", { "aria-label": "Group by", onchange: draw },
    options([["service", "Service"], ["operation", "Service and operation"], ["kind", "Kind"]]),
    h("optgroup", { label: "Attribute" }, options(keys.map((key) => [`@${key}`, key]))));
  choice.value = "operation";
  const note = h("span.weak");

  function draw() {
    const groups = groupFigures(trace, grouping(trace, choice.value));
    const ofTrace = (value) => shareBar(trace.duration && value / trace.duration, duration(value));
    const table = virtualTable({
      label: "Statistics", rowHeight: 28, minWidth: 900, sort: { column: 3, descending: true },
      columns: [
        texts("Group", "minmax(220px, 2fr)", (group) => group.name, (group) => h("button.plain.cut", { title: "Find these spans", onclick: () => search(term(choice.value, group.name)) }, group.name)),
        numbers("Spans", "80px", (group) => group.count),
        numbers("Total", "96px", (group) => group.total, duration),
        numbers("Of its own", "120px", (group) => group.self, ofTrace),
        numbers("Critical path", "120px", (group) => group.critical, ofTrace),
        numbers("Mean", "96px", (group) => group.total / group.count, duration),
        numbers("Least", "96px", (group) => group.least, duration),
        numbers("Most", "96px", (group) => group.most, (most, group) => h("button.plain", { title: "Show this span", onclick: () => choose(group.longest) }, duration(most))),
        numbers("Errors", "80px", (group) => group.errors, badCount),
      ],
    });
    table.element.classList.add("fills");
    note.textContent = `${count(groups.length)} groups, ${count(groups.reduce((sum, group) => sum + group.count, 0))} of ${count(trace.count)} spans`;
    fill(place, h("div.row", choice, note), table.element);
    table.show(groups);
  }
  draw();
  return { element: place };
}

function grouping(trace, choice) {
  if (choice === "service") return (place) => trace.service(place);
  if (choice === "operation") return (place) => `${trace.service(place)}: ${trace.name(place)}`;
  if (choice === "kind") return (place) => trace.kind(place);
  const key = choice.slice(1);
  const { columns } = trace;
  const code = Array.from({ length: columns.textEnds.length }, (_, index) => index).find((index) => trace.text(index) === key);
  const find = (list) => {
    for (let index = list ? columns.listEnds[list - 1] : 0; index < columns.listEnds[list]; index++) {
      if (columns.keys[index] === code) return trace.text(columns.values[index]);
    }
    return null;
  };
  return (place) => find(trace.row(place)) ?? find(columns.starts.length + columns.resourceOf[trace.row(place)]);
}

function term(choice, name) {
  const quoted = (text) => `"${text.replaceAll('"', "")}"`;
  if (choice === "kind") return `kind=${name}`;
  if (choice === "service") return `service=${quoted(name)}`;
  if (choice.startsWith("@")) return `${choice.slice(1)}=${quoted(name)}`;
  const separator = name.indexOf(": ");
  return `service=${quoted(name.slice(0, separator))} name=${quoted(name.slice(separator + 2))}`;
}

function attributeKeys(trace) {
  const codes = new Set(trace.columns.keys);
  return [...codes].map((code) => trace.text(code)).sort().slice(0, MOST_KEYS);
}
