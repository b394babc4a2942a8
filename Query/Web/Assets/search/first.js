/** The first question of a search page: sent as soon as this file is there, while the others are still on their way. */

import { get } from "../core/api.js";
import { apiQuery, readQuery } from "./query.js";

/** For how many milliseconds it stays the question of the page: one that takes longer asks anew. */
const LIFE = 5000;

const query = readQuery(new URLSearchParams(location.search));
let first = query.isArchive ? null : { query, url: location.href, at: Date.now(), answer: get("search", apiQuery(query)) };
// Who takes the answer learns what is wrong with it.
first?.answer.catch(() => {});

/** What was asked for the URL that is open, if it was; once. @returns {{query: import("./query.js").Query, answer: Promise<any>} | null} */
export function takeFirst() {
  const taken = first;
  first = null;
  return taken?.url === location.href && Date.now() - taken.at < LIFE ? taken : null;
}
