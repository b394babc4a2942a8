/** The path below which this page is served, without a slash at its end: empty, or such as `/skein` behind a proxy. */
export const BASE = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");
