/** A table that makes only the rows that are seen: a hundred thousand cost as much as thirty. */

import { fill, h } from "../core/dom.js";
import { count } from "../core/time.js";

/**
 * @template Row
 * @typedef {Object} Column
 * @property {string} title
 * @property {string} width a grid track, such as `1fr` or `96px`
 * @property {(row: Row) => import("../core/dom.js").Child} cell
 * @property {(row: Row) => number | string} [order] makes the column sortable
 * @property {boolean} [number]
 */

/**
 * @template Row
 * @param {{label: string, columns: Column<Row>[], rowHeight?: number, height?: string, minWidth?: number,
 *   sort?: {column: number, descending: boolean}, onSort?: (sort: any) => void, onOpen?: (row: Row) => void,
 *   mark?: (row: Row) => string}} options
 */
export function virtualTable(options) {
  const { columns, rowHeight = 32 } = options;
  let { sort } = options;
  /** @type {Row[]} */
  let rows = [];
  let sorted = [];
  let current = -1;
  let drawn = { first: 0, last: 0 };
  const head = h("div.head", { role: "row" });
  const body = h("div", { role: "rowgroup", style: { position: "relative" } });
  const element = h("div.virtual", {
    role: "table", "aria-label": options.label, tabindex: "0",
    style: { "--columns": columns.map((column) => column.width).join(" ") },
  }, head, body);
  if (options.height) element.style.maxHeight = options.height;
  if (options.minWidth) element.style.setProperty("--table-width", `${options.minWidth}px`);

  function drawHead() {
    fill(head, columns.map((column, index) => {
      const isSorted = sort?.column === index;
      const cell = h(column.number ? "div.number" : "div", {
        role: "columnheader", "aria-sort": isSorted ? (sort.descending ? "descending" : "ascending") : null,
      });
      if (!column.order) return fill(cell, column.title);
      return fill(cell, h("button", { onclick: () => sortBy(index) },
        column.title, isSorted ? (sort.descending ? " ↓" : " ↑") : ""));
    }));
  }

  function sortBy(column) {
    sort = { column, descending: sort?.column === column ? !sort.descending : true };
    options.onSort?.(sort);
    arrange();
  }

  function arrange() {
    const order = sort && columns[sort.column]?.order;
    sorted = rows;
    if (order) {
      const sign = sort.descending ? -1 : 1;
      const keyed = rows.map((row, index) => ({ row, key: order(row), index }));
      keyed.sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : a.index - b.index));
      sorted = keyed.map((one) => one.row);
    }
    element.setAttribute("aria-rowcount", String(sorted.length + 1));
    drawHead();
    draw();
  }

  /** Makes the rows in view and some more; without `anew`, only if a row in view is not there yet. */
  function draw(anew = true) {
    const top = Math.floor((element.scrollTop - 32) / rowHeight);
    // Where nothing is laid out yet, the window is the most that can be seen, and the first picture must not wait for more.
    const height = element.clientHeight;
    const count = Math.ceil((height || innerHeight) / rowHeight);
    if (!anew && top >= drawn.first && Math.min(top + count + 1, sorted.length) <= drawn.last) return;
    const first = Math.max(0, top - 8);
    const last = Math.min(sorted.length, first + count + (height && 16));
    drawn = { first: first || -2, last };
    body.style.height = `${sorted.length * rowHeight}px`;
    const lines = [];
    for (let index = first; index < last; index++) {
      const row = sorted[index];
      const extra = (options.mark?.(row) ?? "") + (index === current ? " selected" : "");
      const line = h("div.line", {
        role: "row", "aria-rowindex": index + 2,
        style: { top: `${index * rowHeight}px`, height: `${rowHeight}px` },
        onclick: (event) => { if (!event.target.closest("a, button, input")) options.onOpen?.(row); },
      }, columns.map((column) => h(column.number ? "div.number" : "div", { role: "cell" }, column.cell(row))));
      if (extra) line.className += ` ${extra}`;
      if (options.onOpen) line.style.cursor = "pointer";
      lines.push(line);
    }
    body.replaceChildren(...lines);
  }

  let waiting = false;
  element.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; draw(false); });
  });
  element.addEventListener("keydown", (event) => {
    if (event.target !== element) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" && sorted[current]) options.onOpen?.(sorted[current]);
    if (!step) return;
    event.preventDefault();
    current = Math.max(0, Math.min(sorted.length - 1, current + step));
    const top = current * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    if (top + rowHeight + 32 > element.scrollTop + element.clientHeight) element.scrollTop = top + rowHeight + 40 - element.clientHeight;
    draw();
  });
  new ResizeObserver(() => draw(false)).observe(element);
  drawHead();
  return {
    element,
    /** @param {Row[]} list */
    show(list) {
      rows = list;
      arrange();
    },
    redraw: () => draw(),
  };
}

/** A column of texts. @template Row @param {(row: Row) => any} text by which it is sorted @returns {Column<Row>} */
export const texts = (title, width, text, cell = text) => ({ title, width, order: text, cell });

/** A column of numbers. @template Row @param {(row: Row) => number} value @param {(value: number, row: Row) => any} [show] @returns {Column<Row>} */
export const numbers = (title, width, value, show = count) => ({ title, width, number: true, order: value, cell: (row) => show(value(row), row) });
