/** Keeping a trace for longer than the others: a button, and a notice once it is kept. */

import { apiURL, ask, get } from "../core/api.js";
import { announce, fill, h } from "../core/dom.js";
import { ago, count, toMilliseconds } from "../core/time.js";
import { failure } from "../parts/parts.js";

/** @param {string} id @param {AbortSignal} signal @returns {{button: HTMLElement, notice: HTMLElement}} */
export function keeping(id, signal) {
  const notice = h("div.keeping", { role: "status" });
  const button = h("button", { title: "Copy it, with its log records, to where retention removes nothing", onclick: keep }, "Keep");

  async function look() {
    const { traces } = await get("archive", { traceID: id }, signal);
    const copy = traces.find((one) => one.traceID === id);
    button.setAttribute("aria-pressed", String(Boolean(copy)));
    button.textContent = copy ? "Kept" : "Keep";
    fill(notice, copy && h("div.notice", `This trace was kept ${ago(toMilliseconds(copy.archived))}, with ${count(copy.logs)} log records: retention does not remove them. Keep it again if more has come since.`));
  }

  async function keep() {
    button.disabled = true;
    try {
      await ask(apiURL(`/api/archive/${id}`), signal, { method: "POST" });
      await look();
      announce("The trace is kept");
    } catch (error) {
      if (!signal.aborted) fill(notice, failure(error, keep));
    }
    button.disabled = false;
  }

  look().catch(() => {}); // Where it cannot be asked, keeping says why.
  return { button, notice };
}
