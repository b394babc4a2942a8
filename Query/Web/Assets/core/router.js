/** The state of the page is its URL: views are made from it, and change it. */

import { BASE, withParameters } from "./base.js";

/**
 * @typedef {{path: string, name: string, rest: string[], query: URLSearchParams}} Location
 * @typedef {(location: Location) => void} Listener
 */

/** @type {Set<Listener>} */
const listeners = new Set();

/** @returns {Location} */
export function here() {
  const [name = "", ...rest] = location.pathname.slice(BASE.length).split("/").filter(Boolean).map(decode);
  return { path: location.pathname, name, rest, query: new URLSearchParams(location.search) };
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The URL of a view: `link(["trace", id], {span: "…"})`. @param {string[]} parts @param {Record<string, any>} [query] */
export const link = (parts, query = {}) => withParameters(`${BASE}/${parts.map(encodeURIComponent).join("/")}`, query);

/** Goes to another view, with a step in the browser's history. */
export function go(url) {
  history.pushState(null, "", url);
  notify();
}

/** Changes parameters of this view, without a step and without making it anew. An empty value removes one. */
export function keep(changes) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === null || value === "" || value === false) query.delete(name);
    else query.set(name, String(value));
  }
  const text = query.toString();
  history.replaceState(history.state, "", location.pathname + (text ? `?${text}` : ""));
}

/** @param {Listener} listener */
export function onNavigate(listener) {
  listeners.add(listener);
}

function notify() {
  for (const listener of listeners) listener(here());
}

/** Makes links of this page change the view instead of loading the page anew. */
export function startRouter() {
  addEventListener("popstate", notify);
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const anchor = /** @type {Element} */ (event.target).closest?.("a[href]");
    if (!anchor || anchor.hasAttribute("download") || anchor.target === "_blank") return;
    const url = new URL(anchor.href);
    const isOurs = url.origin === location.origin && url.pathname.startsWith(`${BASE}/`);
    if (!isOurs || /^\/(api|prometheus|metrics|assets)(\/|$)/.test(url.pathname.slice(BASE.length))) return;
    if (url.hash && url.pathname === location.pathname) return;
    event.preventDefault();
    go(url.pathname + url.search);
  });
  notify();
}
