/**
 * All views, by the first element of their path. This table is the one place that knows them; `WebPage.views` in Swift
 * lists the same names.
 *
 * A view is a module that exports `open(place, location, signal)`: it fills `place`, stops its work when `signal`
 * aborts, and may return `{update(location)}`, which is told when only the rest of the URL changed.
 *
 * @typedef {{name: string, title: string, inBar: boolean, load: () => Promise<any>}} Route
 */

/** @type {Route[]} */
export const routes = [
  { name: "", title: "Services", inBar: false, load: () => import("./overview/page.js") },
  { name: "services", title: "Services", inBar: true, load: () => import("./service/page.js") },
  { name: "map", title: "Map", inBar: true, load: () => import("./map/page.js") },
  { name: "logs", title: "Logs", inBar: true, load: () => import("./logs/page.js") },
  { name: "query", title: "Metrics", inBar: true, load: () => import("./metrics/page.js") },
  { name: "dashboards", title: "Dashboards", inBar: true, load: () => import("./dashboards/page.js") },
  { name: "correlation", title: "Correlation", inBar: false, load: () => import("./correlation/page.js") },
  { name: "search", title: "Search", inBar: true, load: () => import("./search/page.js") },
  { name: "trace", title: "Trace", inBar: false, load: () => import("./trace/page.js") },
  { name: "compare", title: "Compare", inBar: false, load: () => import("./trace/compare.js") },
  { name: "view", title: "File", inBar: true, load: () => import("./trace/file.js") },
];
