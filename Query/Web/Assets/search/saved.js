/** Searches that the reader has given a name. They stay in this browser. */

import { h } from "../core/dom.js";
import { link } from "../core/router.js";
import { menu } from "../parts/parts.js";

const KEY = "skein.searches";

/** More than fit on a screen help nobody. */
const MOST = 50;

/** Only what we wrote is believed. @returns {{name: string, query: string}[]} */
export function readSaved(text) {
  try {
    const list = JSON.parse(text ?? "[]");
    return Array.isArray(list) ? list.filter((one) => typeof one?.name === "string" && typeof one?.query === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** The list with one search more, or a new meaning for a name that it has. Exported for its test. */
export const withSaved = (list, name, query) => [{ name, query }, ...list.filter((one) => one.name !== name)].slice(0, MOST);

function stored() {
  try {
    return readSaved(localStorage.getItem(KEY));
  } catch {
    return []; // Storage may be forbidden.
  }
}

/** @param {() => Record<string, any>} current the parameters of what is searched for now @param {(url: string) => void} open */
export function savedSearches(current, open) {
  return menu("Saved ▾", (close) => {
    const keep = (list) => {
      try {
        localStorage.setItem(KEY, JSON.stringify(list));
        close();
      } catch {
        hint.textContent = "This browser keeps nothing for this page.";
      }
    };
    const name = h("input", { "aria-label": "Name of this search", placeholder: "Name", maxlength: 80, autocomplete: "off" });
    const hint = h("span.hint");
    const list = stored();
    const save = () => {
      if (name.value.trim()) keep(withSaved(list, name.value.trim(), link([], current()).split("?")[1] ?? ""));
      else name.focus();
    };
    name.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); save(); } });
    return [
      list.map((one) => h("div.row", h("button.grow.plain.cut", { type: "button", title: one.query, onclick: () => { close(); open(`${link(["search"])}?${one.query}`); } }, one.name),
        h("button.plain.icon", { type: "button", "aria-label": `Forget ${one.name}`, title: "Forget", onclick: () => keep(list.filter((other) => other !== one)) }, "×"))),
      h("div.row", name, h("button", { type: "button", onclick: save }, "Save")), hint,
    ];
  }, { title: "Searches that you have saved in this browser" });
}
