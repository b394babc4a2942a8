/** Starts the page: bar, router, shortcuts. */

import { fill, h } from "./core/dom.js";
import { go, here, link, onNavigate, startRouter } from "./core/router.js";
import { empty } from "./parts/parts.js";
import { bind, showHelp, startKeys, unbind } from "./parts/keys.js";
import { routes } from "./routes.js";

const main = document.getElementById("main");
let opened = null;
let abort = new AbortController();

/** @param {import("./core/router.js").Location} location */
async function show(location) {
  markBar(location.name);
  if (opened?.name === location.name && opened.view?.update?.(location) === true) return;
  abort.abort();
  abort = new AbortController();
  const { signal } = abort;
  unbind("This page");
  const route = routes.find((one) => one.name === location.name);
  opened = { name: location.name, view: null };
  document.title = route ? `${route.title} · Skein` : "Skein";
  if (!route) return fill(main, empty("There is no such page", h("p", h("a", { href: link(["search"]) }, "Search traces"))));
  const place = h(`div.view`);
  try {
    const module = await route.load();
    if (signal.aborted) return;
    fill(main, place);
    scrollTo(0, 0);
    opened.view = module.open(place, location, signal);
  } catch (error) {
    console.error(error);
    fill(main, empty("This page could not be loaded", h("p", error.message)));
  }
}

function markBar(name) {
  for (const anchor of document.querySelectorAll("#bar nav a")) {
    if (anchor.dataset.name === (name || "services")) anchor.setAttribute("aria-current", "page");
    else anchor.removeAttribute("aria-current");
  }
}

function drawBar() {
  const id = h("input", {
    type: "search", placeholder: "Trace or correlation ID", "aria-label": "Go to trace or correlation ID",
    autocomplete: "off", spellcheck: "false", name: "id",
  });
  const form = h("form", { role: "search", onsubmit: (event) => {
    event.preventDefault();
    const text = id.value.trim();
    if (!text) return;
    id.value = "";
    id.blur();
    go(/^[0-9a-f]{1,16}$|^[0-9a-f]{32}$/i.test(text) ? link(["trace", text.toLowerCase()]) : link(["correlation", text]));
  } }, id);
  const theme = h("button.plain.icon", {
    type: "button", title: "Light or dark", "aria-label": "Switch between light and dark",
    onclick: () => dispatchEvent(new Event("skein:switch-theme")),
  }, "◐");
  const help = h("button.plain.icon", { type: "button", title: "Keyboard shortcuts (?)", "aria-label": "Keyboard shortcuts", onclick: showHelp }, "?");
  // Views share the range of time: their links get it when they are about to be followed.
  const nav = h("nav", { "aria-label": "Views" }, routes.filter((route) => route.inBar).map((route) =>
    h("a", { href: link([route.name]), data: { name: route.name } }, route.title)));
  for (const event of ["pointerover", "focusin"]) nav.addEventListener(event, ({ target }) => {
    const { query } = here();
    if (target.dataset.name) target.href = link([target.dataset.name], { range: query.get("range"), start: query.get("start"), end: query.get("end") });
  });
  fill(document.getElementById("bar"),
    h("a.brand", { href: link([]), "aria-label": "Skein, start page" }, h("img", { src: new URL("icon.svg", import.meta.url).pathname, alt: "" }), h("span", "Skein")),
    nav, form, h("div.row", theme, help));
  bind("Everywhere", [
    ["/", "Go to an ID", () => id.focus()],
    ["g", "Search traces", () => { if (here().name !== "search") go(link(["search"])); }],
    ["t", "Light or dark", () => dispatchEvent(new Event("skein:switch-theme"))],
  ]);
}

drawBar();
startKeys();
onNavigate(show);
startRouter();
