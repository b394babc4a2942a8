"""What a page must have for people who read it by ear or keyboard, or with poor eyes: names, roles, labels, contrast."""

from __future__ import annotations

# What axe-core would call button-name, link-name, label, image-alt, duplicate-id, region, heading-order, aria-roles.
RULES = """() => {
  const found = [];
  const shown = (one) => one.getClientRects().length > 0;
  const name = (one) => (one.getAttribute("aria-label") ?? "") + one.textContent + (one.title ?? "")
    + (one.labels?.[0]?.textContent ?? "") + [...one.querySelectorAll("img[alt]")].map((img) => img.alt).join("");
  const say = (rule, one) => found.push(`${rule}: ${one.outerHTML.slice(0, 120)}`);
  for (const one of document.querySelectorAll("button, a[href], input, select, textarea, [role=img], [role=table], dialog, nav, aside")) {
    if (shown(one) && !name(one).trim()) say("name", one);
  }
  for (const one of document.querySelectorAll("input:not([type=hidden]), select")) {
    if (shown(one) && !one.labels?.length && !one.getAttribute("aria-label")) say("label", one);
  }
  for (const one of document.querySelectorAll("img")) if (!one.hasAttribute("alt")) say("alt", one);
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  for (const id of ids) if (ids.filter((other) => other === id).length > 1) found.push(`duplicate id ${id}`);
  if (document.querySelectorAll("main").length !== 1) found.push("one main");
  if (!document.documentElement.lang) found.push("lang");
  if (document.querySelectorAll("h1").length > 1) found.push("more than one h1");
  const roles = { row: "[role=table], [role=rowgroup]", cell: "[role=row]", columnheader: "[role=row]", tab: "[role=tablist]" };
  for (const [role, parent] of Object.entries(roles)) {
    for (const one of document.querySelectorAll(`[role=${role}]`)) if (!one.parentElement.closest(parent)) say(role, one);
  }
  return [...new Set(found)];
}"""

CONTRAST = """() => {
  const parse = (text) => {
    const numbers = text.match(/[\\d.]+/g).map(Number);
    const parts = text.startsWith("color(") ? numbers.slice(0, 3).map((one) => one * 255) : numbers.slice(0, 3);
    return [...parts, numbers[3] ?? 1];
  };
  const light = (color) => {
    const [r, g, b] = color.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color[3] > 0.95) return color;
    }
    return [255, 255, 255, 1];
  };
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !one.getClientRects().length || one.closest(":disabled, .hidden, .skip, .tip, option")) continue;
    const style = getComputedStyle(one);
    const [a, b] = [light(parse(style.color).slice(0, 3)), light(ground(one).slice(0, 3))].sort((x, y) => x - y);
    const ratio = (b + 0.05) / (a + 0.05);
    if (ratio < 4.5) found.add(`${ratio.toFixed(2)} ${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 30)}`);
  }
  return [...found];
}"""


def faults(page) -> list[str]:
    """What is wrong with what a page shows now."""
    return page.evaluate(RULES) + page.evaluate(CONTRAST)
