/** The form on the left of the search page. */

import { get } from "../core/api.js";
import { fill, h } from "../core/dom.js";
import { parseDuration } from "../core/time.js";
import { rangePicker } from "../parts/range.js";

let numbers = 0;

/**
 * @param {import("./query.js").Query} query @param {(query: import("./query.js").Query) => void} search
 * @param {AbortSignal} signal
 */
export function searchForm(query, search, signal) {
  let current = query;
  let attributes = [...query.attributes];
  const number = ++numbers;
  const field = (title, control, hint) => {
    control.id ||= `search-${number}-${title.replace(/\W/g, "")}`;
    return h("div.field", h("label", { for: control.id }, title), control, hint && h("span.hint", hint));
  };
  const options = (list, any) => [h("option", { value: "" }, any), ...list.map((one) => h("option", { value: one }, one))];
  const service = h("select", { name: "service", onchange: () => { loadOperations(""); submit(); } }, options([query.service].filter(Boolean), "All services"));
  const operation = h("select", { name: "operation", onchange: submit }, options([query.operation].filter(Boolean), "All operations"));
  const status = h("select", { name: "status", onchange: submit },
    h("option", { value: "" }, "Any"), h("option", { value: "error" }, "Error"), h("option", { value: "ok" }, "Ok"), h("option", { value: "unset" }, "Unset"));
  const kind = h("select", { name: "kind", onchange: submit }, options(["server", "client", "producer", "consumer", "internal"], "Any"));
  const text = h("input", { type: "search", name: "text", autocomplete: "off" });
  const least = h("input", { name: "minDuration", placeholder: "100ms", autocomplete: "off", "aria-label": "Shortest duration" });
  const most = h("input", { name: "maxDuration", placeholder: "2s", autocomplete: "off", "aria-label": "Longest duration" });
  const limit = h("select", { name: "limit", onchange: submit }, [20, 50, 100, 200, 500, 1500].map((one) => h("option", { value: one }, one)));
  const chips = h("div.chips");
  const words = h("datalist", { id: `search-${number}-words` });
  const attribute = h("input", { name: "attribute", placeholder: "key=value", autocomplete: "off", list: words.id, spellcheck: "false" });
  const range = rangePicker(query.range, (next) => { current = { ...current, range: next }; submit(); });
  range.classList.add("left");

  const element = h("form", { "aria-label": "Search for traces", onsubmit: (event) => { event.preventDefault(); submit(); } },
    field("Service", service), field("Operation", operation),
    field("Attributes", attribute, "Enter adds one; all must hold on one span"), words, chips,
    // Open where there is room, or something in it is set: a phone shows results first.
    h("details", { open: innerWidth > 760 || Boolean(query.text || query.status || query.kind || query.minDuration || query.maxDuration) },
      h("summary", "More conditions"),
      field("Text in names, messages, events", text),
      h("div.field", h("span.label", "Duration of the span"), h("div.two", least, most)),
      h("div.two", field("Status", status), field("Kind", kind))),
    h("div.two", field("Limit", limit), h("div.field", h("span.label", "Time"), range)),
    h("div.actions", h("button.primary", { type: "submit" }, "Search"),
      h("button", { onclick: () => { set({ ...empty, range: current.range }); submit(); } }, "Reset")));

  const empty = { service: "", operation: "", kind: "", status: "", text: "", minDuration: "", maxDuration: "", attributes: [], limit: 100 };

  function set(next) {
    current = next;
    attributes = [...next.attributes];
    keepOption(service, next.service);
    keepOption(operation, next.operation);
    [status.value, kind.value, text.value, least.value, most.value] = [next.status, next.kind, next.text, next.minDuration, next.maxDuration];
    keepOption(limit, String(next.limit));
    range.set(next.range);
    drawChips();
    loadOperations(next.operation);
  }

  function submit() {
    addAttribute();
    for (const input of [least, most]) {
      input.setAttribute("aria-invalid", String(Boolean(input.value) && parseDuration(input.value) === null));
    }
    if (element.querySelector('[aria-invalid="true"]')) return;
    search({
      ...current, service: service.value, operation: operation.value, kind: kind.value, status: status.value,
      text: text.value.trim(), minDuration: least.value.trim(), maxDuration: most.value.trim(), attributes,
      limit: Number(limit.value),
    });
  }

  function addAttribute() {
    const value = attribute.value.trim();
    if (!value) return attribute.setAttribute("aria-invalid", "false");
    const isComplete = value.indexOf("=") > 0;
    attribute.setAttribute("aria-invalid", String(!isComplete));
    if (!isComplete) return;
    if (!attributes.includes(value)) attributes = [...attributes, value];
    attribute.value = "";
    drawChips();
  }

  function drawChips() {
    fill(chips, attributes.map((one) => h("span.chip", { title: one }, h("span", one),
      h("button", { "aria-label": `Remove ${one}`, onclick: () => {
        attributes = attributes.filter((other) => other !== one);
        drawChips();
        submit();
      } }, "×"))));
  }

  let asked = "";
  async function complete() {
    const value = attribute.value;
    const separator = value.indexOf("=");
    const key = separator > 0 ? value.slice(0, separator) : "";
    const question = `${service.value}\n${key}`;
    if (question === asked) return;
    asked = question;
    try {
      const { entries } = await get("/api/skein/v1/attributes", { service: service.value, key, limit: 200 }, signal);
      fill(words, entries.map((entry) => h("option", { value: key ? `${key}=${entry.text}` : `${entry.text}=` })));
    } catch {
      asked = ""; // Completion is a courtesy; the search itself says what is wrong.
    }
  }
  attribute.addEventListener("focus", complete);
  attribute.addEventListener("input", complete);

  async function loadOperations(chosen) {
    if (!service.value) return fill(operation, options([], "All operations"));
    try {
      const { operations } = await get("/api/v3/operations", { service: service.value }, signal);
      const names = [...new Set(operations.map((one) => one.name))];
      fill(operation, options(names, "All operations"));
      keepOption(operation, chosen);
    } catch {
      // As above.
    }
  }

  async function loadServices() {
    try {
      const { services } = await get("/api/v3/services", {}, signal);
      const chosen = service.value || current.service;
      fill(service, options(services, "All services"));
      keepOption(service, chosen);
    } catch {
      // As above.
    }
  }

  set(query);
  loadServices();
  return { element, set, submit, focus: () => text.focus() };
}

/** Chooses a value, adding it where the list does not have it (any more). */
function keepOption(select, value) {
  if (![...select.options].some((option) => option.value === value)) select.append(h("option", { value }, value));
  select.value = value;
}
