/** Colours of services: the same name always has the same one, legible in both themes. */

/** FNV-1a over UTF-16 units. @param {string} text */
function hash(text) {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  // Neighbouring names must not be neighbours in colour.
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b3c6d);
  return (value ^ (value >>> 12)) >>> 0;
}

/** Hues apart enough to be told from each other; reds are left to errors. */
const HUES = [24, 40, 58, 82, 106, 136, 160, 178, 194, 208, 224, 244, 264, 284, 304, 320];

/** @type {Map<string, string>} */
const cache = new Map();

export const isDark = () => document.documentElement.dataset.theme === "dark";

/** A fill for bars and dots. @param {string} service */
export function serviceColor(service) {
  const key = (isDark() ? "d" : "l") + service;
  let color = cache.get(key);
  if (color) return color;
  const number = hash(service);
  const hue = HUES[number % HUES.length];
  const shade = (number >>> 8) % 3;
  color = rgb(...contrasting(hue, 0.5 + shade * 0.09, isDark()));
  cache.set(key, color);
  return color;
}

/**
 * The lightest (or, on dark ground, darkest) shade of a hue that keeps a contrast of at least 3.2 to the ground.
 * @returns {[number, number, number]}
 */
export function contrasting(hue, saturation, dark) {
  const ground = dark ? [0.075, 0.098, 0.13] : [1, 1, 1];
  const step = dark ? 0.02 : -0.02;
  let color = hsl(hue, saturation, dark ? 0.5 : 0.6);
  for (let lightness = dark ? 0.5 : 0.6; lightness > 0.2 && lightness < 0.9; lightness += step) {
    color = hsl(hue, saturation, lightness);
    if (contrast(color, ground) >= 3.2) break;
  }
  return color;
}

/** @returns {[number, number, number]} each from 0 to 1 */
function hsl(hue, saturation, lightness) {
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  const part = (offset) => {
    const place = (offset + hue / 30) % 12;
    return lightness - chroma * Math.max(-1, Math.min(place - 3, 9 - place, 1));
  };
  return [part(0), part(8), part(4)];
}

/** WCAG's contrast of two colours, 1 to 21. */
export function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(color) {
  const [red, green, blue] = color.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const rgb = (...parts) => `rgb(${parts.map((part) => Math.round(part * 255)).join(",")})`;

/** A colour of the style sheet, for canvases. @param {string} name such as `--accent` */
export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Paints anew when the theme changes, as long as an element is there. @param {Element} element @param {() => void} paint */
export function onTheme(element, paint) {
  addEventListener("themechange", function repaint() {
    if (element.isConnected) paint();
    else removeEventListener("themechange", repaint);
  });
}

/** A pen for a canvas of so many CSS pixels, sharp on every screen. @param {HTMLCanvasElement} canvas */
export function penOn(canvas, width, height) {
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  return pen;
}
