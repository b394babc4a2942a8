/** Keyboard shortcuts, and the sheet that lists them. */

import { h } from "../core/dom.js";

/** @type {{keys: string[], text: string, run: (event: KeyboardEvent) => void, group: string}[]} */
let bindings = [];

/**
 * Binds keys until `unbind` of their group.
 * @param {string} group a heading in the help sheet
 * @param {[string, string, (event: KeyboardEvent) => void][]} list keys separated by spaces, what they do, how
 */
export function bind(group, list) {
  for (const [keys, text, run] of list) bindings.push({ keys: keys.split(" "), text, run, group });
}

export function unbind(group) {
  bindings = bindings.filter((one) => one.group !== group);
}

const isTyping = (target) => target instanceof Element && target.closest("input, textarea, select, [contenteditable]");

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || document.querySelector("dialog[open]")) return;
    const name = (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.shiftKey && event.key.length > 1 ? "Shift+" : "") + event.key;
    if (isTyping(event.target) && name !== "Escape" && !name.startsWith("Ctrl+")) return;
    const found = bindings.findLast((one) => one.keys.includes(name));
    if (!found) return;
    event.preventDefault();
    found.run(event);
  });
  bind("Everywhere", [["?", "This help", showHelp]]);
}

const SHOWN = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc", " ": "Space" };
const shown = (key) => key.split("+").map((part) => SHOWN[part] ?? part).join(" + ");

export function showHelp() {
  const groups = [...new Set(bindings.map((one) => one.group))];
  const close = h("button.plain", { onclick: () => dialog.close(), "aria-label": "Close" }, "✕");
  const dialog = h("dialog.sheet", { "aria-label": "Keyboard shortcuts", onclose: () => dialog.remove() },
    h("header", h("h2", "Keyboard shortcuts"), close),
    h("div.columns", groups.map((group) => h("section", h("h3", group),
      h("dl.keys", bindings.filter((one) => one.group === group).flatMap((one) => [
        h("dt", one.keys.map((key) => h("kbd", shown(key)))), h("dd", one.text),
      ]))))));
  document.body.append(dialog);
  dialog.showModal();
}
