/** Builds elements. Texts become text nodes, never markup: nothing from telemetry is ever parsed as HTML. */

/**
 * @typedef {Node | string | number | null | undefined | false | Child[]} Child
 * @param {string} tag `div`, or with classes `div.panel.wide`
 * @param {Record<string, any> | Child} [attributes] `on…` adds a listener, `style` is an object set through CSSOM,
 *   `data` fills the dataset; `true` sets an empty attribute, `false` and `null` none.
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  // A button sends its form only where it says so.
  if (name === "button") element.type = "button";
  if (isChild(attributes)) children.unshift(attributes);
  else if (attributes) set(element, attributes);
  append(element, children);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** As `h`, for SVG. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value != null && value !== false) element.setAttribute(key, String(value));
  }
  append(element, children);
  return element;
}

/** Replaces all that is in an element. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

function isChild(value) {
  return value == null || typeof value !== "object" || value instanceof Node || Array.isArray(value);
}

function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(element, child);
    else if (child instanceof Node) element.append(child);
    else if (child != null && child !== false) element.append(String(child));
  }
}

function set(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "style") {
      for (const [property, text] of Object.entries(value)) element.style.setProperty(property, String(text));
    } else if (key === "data") Object.assign(element.dataset, value);
    else if (key === "value") element.value = value;
    else if (key === "href" || key === "src") setLink(element, key, String(value));
    else element.setAttribute(key, value === true ? "" : String(value));
  }
}

/** Leaves out whatever is neither http(s) nor of this page: `javascript:` and the like must not become links. */
function setLink(element, key, value) {
  if (isSafeURL(value)) element.setAttribute(key, value);
}

export function isSafeURL(text) {
  if (/^[/#?](?!\/)/.test(text)) return true;
  if (text.startsWith("blob:")) return true;
  try {
    return /^https?:$/.test(new URL(text).protocol);
  } catch {
    return false;
  }
}

/** Says something to screen readers. */
export function announce(text) {
  const live = document.getElementById("live");
  if (live) live.textContent = text;
}

/** Where in an element something happened, in pixels. @param {Element} element @param {MouseEvent} event @returns {[number, number]} */
export function placeIn(element, event) {
  const box = element.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}
