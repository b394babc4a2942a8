/** Small parts that several pages share. */

import { fill, h } from "../core/dom.js";
import { isAbort } from "../core/api.js";
import { serviceColor } from "../core/colors.js";
import { link } from "../core/router.js";
import { count, percent } from "../core/time.js";

/** The name of a service beside its colour. */
export function servicePill(service, extra = "", isBad = false) {
  return h(isBad ? "span.pill.bad" : "span.pill", { title: service + extra },
    swatch(service), h("span", service || "(no service)", extra));
}

export const swatch = (service) => h("i", { style: { background: serviceColor(service) } });

/** A menu under a button; closes with Esc, a click elsewhere, or a choice. */
export function menu(title, items, attributes = {}) {
  const box = h("div.box", { hidden: true });
  const button = h("button", { "aria-haspopup": "true", "aria-expanded": "false", ...attributes }, title);
  const element = h("div.menu", button, box);
  const close = () => {
    box.hidden = true;
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside);
  };
  const outside = (event) => { if (!element.contains(event.target)) close(); };
  button.addEventListener("click", () => {
    if (!box.hidden) return close();
    fill(box, typeof items === "function" ? items(close) : items);
    box.hidden = false;
    button.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside);
    box.querySelector("button, a, input")?.focus();
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || box.hidden) return;
    event.stopPropagation();
    close();
    button.focus();
  });
  box.addEventListener("click", (event) => { if (event.target.closest("[data-closes]")) close(); });
  return element;
}

/** @param {{id: string, title: string}[]} list @param {(id: string) => void} choose */
export function tabs(label, list, current, choose) {
  const buttons = list.map(({ id, title }) => h("button", {
    type: "button", role: "tab", "aria-selected": String(id === current), tabindex: id === current ? "0" : "-1",
    onclick: () => choose(id), data: { id },
  }, title));
  return h("div.tabs", { role: "tablist", "aria-label": label, onkeydown: (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.stopPropagation();
    const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
    next.focus();
    next.click();
  } }, buttons);
}

/** A figure of a `dl.figures`. */
export const figure = (name, value) => h("div", h("dt", name), h("dd", value));

/** A number of failures, and a share that failed: they stand out. */
export const badCount = (number) => (number ? h("span.badge.bad", count(number)) : "0");
export const badShare = (share) => (share ? h("span.badge.bad", percent(share)) : "0 %");

/** A share of a whole as a bar behind its text. @param {number} share from 0 to 1 */
export const shareBar = (share, text) => h("div.durationbar", h("i", { style: { width: `${Math.min(100, Math.max(1, share * 100))}%` } }), text);

/** A table of all its rows. @param {any[]} texts @param {any[]} numbers heads of columns of numbers, behind the others @param {any[][]} rows */
export const dataTable = (label, texts, numbers, rows, ...others) => h("div.scrolls", h("table", { "aria-label": label }, others,
  h("thead", h("tr", texts.map((text) => h("th", { scope: "col" }, text)), numbers.map((text) => h("th.number", { scope: "col" }, text)))),
  h("tbody", rows.map((cells) => h("tr", cells.map((cell, index) => h(index < texts.length ? "td.breaks" : "td.number", cell)))))));

/** Options of a select: values, or values with what is shown for them. @param {(string | number | [string, string])[]} list */
export const options = (list) => list.map((one) => {
  const [value, text = value] = [one].flat();
  return h("option", { value }, text);
});

/** What stands where an answer should be. */
export function failure(error, again) {
  return h("div.notice.bad", { role: "alert" }, h("div.grow", h("strong", "That did not work. "), error.message),
    again && h("button", { onclick: again }, "Try again"));
}

export const loading = (text = "Loading") => h("div.loading", { role: "status" }, h("span.hidden", text));

export const empty = (title, ...children) => h("div.empty", h("h2", title), children);

/** Shows in `place` that work goes on, then what comes of it; an abort leaves the place alone. */
export async function show(place, work, again) {
  const bar = loading();
  place.prepend(bar);
  try {
    await work();
  } catch (error) {
    if (isAbort(error)) return;
    if (!error.status && error.name !== "Error") console.warn(error);
    fill(place, failure(error, again));
  } finally {
    bar.remove();
  }
}

/** Copies a text; says so on the button. */
export function copyButton(text, title = "Copy") {
  const button = h("button.plain", { onclick: async () => {
    try {
      await navigator.clipboard.writeText(typeof text === "function" ? text() : text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed";
    }
    setTimeout(() => { button.textContent = title; }, 1200);
  } }, title);
  return button;
}

/** Offers bytes as a file. */
export function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const anchor = h("a", { href: url, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

export const traceLink = (id, query = {}) => link(["trace", id], query);

/** The body of a record as text. */
export const bodyText = ({ body }) => (typeof body === "string" ? body : JSON.stringify(body ?? ""));
