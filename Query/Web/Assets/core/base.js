/** The path below which this page is served, without a slash at its end: empty, or such as `/skein` behind a proxy. */
export const BASE = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");

/**
 * A path with its parameters; empty ones are left out, arrays repeat.
 * @param {string} path @param {Record<string, any>} parameters
 */
export function withParameters(path, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of [value].flat()) {
      if (one !== undefined && one !== null && one !== "" && one !== false) query.append(name, String(one));
    }
  }
  return query.size ? `${path}?${query}` : path;
}
