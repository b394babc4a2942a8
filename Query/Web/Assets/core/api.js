/** Asks the server that gave us this page. */

import { BASE, withParameters } from "./base.js";

/** What went wrong, in words for people, with the status of the answer (0: there was none). */
export class APIError extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Where our own part of the API begins: paths without a slash in front are below it. */
const OWN = "/api/skein/v1/";

/** A path of the API with its parameters. @param {string} path @param {Record<string, any>} [parameters] */
export const apiURL = (path, parameters = {}) => withParameters(BASE + (path.startsWith("/") ? path : OWN + path), parameters);

/**
 * @param {string} path @param {Record<string, any>} [parameters] @param {AbortSignal} [signal]
 * @returns {Promise<any>} the JSON of the answer
 */
export async function get(path, parameters, signal) {
  const response = await ask(apiURL(path, parameters), signal);
  return response.json();
}

/** @returns {Promise<Response>} an answer that is fine */
export async function ask(url, signal, options = {}) {
  let response;
  try {
    response = await fetch(url, { signal, headers: { Accept: "application/json" }, ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new APIError(0, "Skein does not answer. Is it still running?");
  }
  if (!response.ok) throw new APIError(response.status, await reason(response));
  return response;
}

async function reason(response) {
  const text = await response.text().catch(() => "");
  try {
    const body = JSON.parse(text);
    return body.error?.message ?? body.errors?.[0]?.msg ?? body.error ?? text;
  } catch {
    return text.trim() || `${response.status} ${response.statusText}`;
  }
}

/** Whether an error only says that nobody wants the answer any more. */
export const isAbort = (error) => error?.name === "AbortError";
