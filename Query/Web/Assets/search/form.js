/** The form on the left of the search page. */

import { get } from "../core/api.js";
import { fill, h } from "../core/dom.js";
import { parseDuration } from "../core/time.js";
import { options } from "../parts/parts.js";
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
  const orAny = (list, any) => options([["", any], ...list]);
  const service = h("select", { name: "service", onchange: () => { loadOperations(""); submit(); } }, orAny([query.service].filter(Boolean), "All services"));
  const operation = h("select", { name: "operation", onchange: submit }, orAny([query.operation].filter(Boolean), "All operations"));
  const status = h("select", { name: "status", onchange: submit }, orAny([["error", "Error"], ["ok", "Ok"], ["unset", "Unset"]], "Any"));
  const kind = h("select", { name: "kind", onchange: submit }, orAny(["server", "client", "producer", "consumer", "internal"], "Any"));
  const text = h("input", { type: "search", name: "text", autocomplete: "off" });
  const filter = h("textarea.mono", { name: "filter", rows: 2, placeholder: "status=error and not (service=cart or duration<1s)", autocomplete: "off", spellcheck: "false", oninput: () => refuse(""), onkeydown: (event) => {
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    submit();
  } });
  const refusal = h("span.hint.error", { role: "alert" });
  const least = h("input", { name: "minDuration", placeholder: "100ms", autocomplete: "off", "aria-label": "Shortest duration" });
  const most = h("input", { name: "maxDuration", placeholder: "2s", autocomplete: "off", "aria-label": "Longest duration" });
  const limit = h("select", { name: "limit", onchange: submit }, options([20, 50, 100, 200, 500, 1500]));
  const chips = h("div.chips");
  const words = h("datalist", { id: `search-${number}-words` });
  const attribute = h("input", { name: "attribute", placeholder: "key=value", autocomplete: "off", list: words.id, spellcheck: "false" });
  const range = rangePicker(query.range, (next) => { current = { ...current, range: next }; submit(); });
  range.classList.add("left");

  const element = h("form", { "aria-label": "Search for traces", onsubmit: (event) => { event.preventDefault(); submit(); } },
    field("Service", service), field("Operation", operation),
    field("Attributes", attribute, "Enter adds one; all must hold on one span"), words, chips,
    // Open where there is room, or something in it is set: a phone shows results first.
    h("details", { open: innerWidth > 760 || Boolean(query.text || query.filter || query.status || query.kind || query.minDuration || query.maxDuration) },
      h("summary", "More conditions"),
      field("Conditions", filter, "With and, or, not, ( ), = != < <= > >= and =~ for regular expressions"), refusal,
      field("Text in names, messages, events", text),
      h("div.field", h("span.label", "Duration of the span"), h("div.two", least, most)),
      h("div.two", field("Status", status), field("Kind", kind))),
    field("Limit", limit), h("div.field", h("span.label", "Time"), range),
    h("div.actions", h("button.primary", { type: "submit" }, "Search"),
      h("button", { onclick: () => { set({ ...empty, range: current.range }); submit(); } }, "Reset")));

  const empty = { service: "", operation: "", kind: "", status: "", text: "", filter: "", minDuration: "", maxDuration: "", attributes: [], limit: 100 };

  function set(next) {
    current = next;
    attributes = [...next.attributes];
    keepOption(service, next.service);
    keepOption(operation, next.operation);
    [status.value, kind.value, text.value, filter.value, least.value, most.value] = [next.status, next.kind, next.text, next.filter, next.minDuration, next.maxDuration];
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
    refuse("");
    if (element.querySelector('[aria-invalid="true"]')) return;
    search({
      ...current, service: service.value, operation: operation.value, kind: kind.value, status: status.value,
      text: text.value.trim(), filter: filter.value.trim(), minDuration: least.value.trim(), maxDuration: most.value.trim(), attributes,
      limit: Number(limit.value), isArchive: false,
    });
  }

  /** Says at the box what is wrong with the conditions; with an empty text, that nothing is. */
  function refuse(message) {
    filter.setAttribute("aria-invalid", String(Boolean(message)));
    refusal.textContent = message;
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
      const { entries } = await get("attributes", { service: service.value, key, limit: 200 }, signal);
      fill(words, options(entries.map((entry) => (key ? `${key}=${entry.text}` : `${entry.text}=`))));
    } catch {
      asked = ""; // Completion is a courtesy; the search itself says what is wrong.
    }
  }
  attribute.addEventListener("focus", complete);
  attribute.addEventListener("input", complete);

  async function loadOperations(chosen) {
    if (!service.value) return fill(operation, orAny([], "All operations"));
    try {
      const { operations } = await get("/api/v3/operations", { service: service.value }, signal);
      const names = [...new Set(operations.map((one) => one.name))];
      fill(operation, orAny(names, "All operations"));
      keepOption(operation, chosen);
    } catch {
      // As above.
    }
  }

  const services = get("/api/v3/services", {}, signal);
  async function showServices() {
    try {
      const { services: names } = await services;
      const chosen = service.value || current.service;
      fill(service, orAny(names, "All services"));
      keepOption(service, chosen);
    } catch {
      // As above.
    }
  }

  set(query);
  showServices();
  return { element, services, set, submit, refuse, focus: () => text.focus() };
}

/** Chooses a value, adding it where the list does not have it (any more). */
function keepOption(select, value) {
  if (![...select.options].some((option) => option.value === value)) select.append(h("option", { value }, value));
  select.value = value;
}
