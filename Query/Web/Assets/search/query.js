/** What is searched for, as it stands in the URL, in the form, and in the API's parameters. */

import { apiRange, readRange } from "../core/range.js";
import { parseDuration } from "../core/time.js";

/**
 * @typedef {{service: string, operation: string, kind: string, status: string, text: string, filter: string, minDuration: string,
 *   maxDuration: string, attributes: string[], limit: number, isArchive: boolean, range: import("../core/range.js").Range}} Query
 * @param {URLSearchParams} parameters @returns {Query}
 */
export function readQuery(parameters) {
  const text = (name) => parameters.get(name) ?? "";
  const limit = Number(text("limit"));
  return {
    service: text("service"), operation: text("operation"), kind: text("kind"), status: text("status"),
    text: text("text"), filter: text("filter"), minDuration: text("minDuration"), maxDuration: text("maxDuration"),
    attributes: parameters.getAll("attribute").filter((one) => one.indexOf("=") > 0),
    limit: Number.isInteger(limit) && limit >= 1 && limit <= 10000 ? limit : 100,
    isArchive: text("archive") === "true", range: readRange(parameters),
  };
}

/** Parameters of the API. @param {Query} query */
export function apiQuery(query) {
  const { service, operation, kind, status, text, filter, attributes, limit } = query;
  return {
    service, operation, kind, status, text, filter, attribute: attributes, limit, ...apiRange(query.range),
    minDuration: apiDuration(query.minDuration), maxDuration: apiDuration(query.maxDuration),
  };
}

function apiDuration(text) {
  const nanoseconds = text ? parseDuration(text) : null;
  return nanoseconds === null ? "" : `${nanoseconds}ns`;
}

/** Parameters of the URL. @param {Query} query */
export function urlQuery(query) {
  const { service, operation, kind, status, text, filter, minDuration, maxDuration, limit, isArchive } = query;
  return {
    service, operation, kind, status, text, filter, minDuration, maxDuration, attribute: query.attributes,
    limit: limit === 100 ? "" : limit, archive: isArchive,
  };
}

/** Whether rollups know all that the query asks. @param {Query} query */
export const isPlain = (query) =>
  !query.status && !query.text && !query.filter && !query.minDuration && !query.maxDuration && query.attributes.length === 0;
