const { column, extent } = await import("/assets/search/charts.js");
const { readQuery, apiQuery } = await import("/assets/search/query.js");

const cells = column({ count: 100, errors: 20, quantiles: Array.from({ length: 21 }, (_, index) => 1e6 * (1 + index)) });
check("all calls are in some cell", Math.round(cells.reduce((sum, cell) => sum + cell.count, 0)), 100);
check("and their errors", Math.round(cells.reduce((sum, cell) => sum + cell.errors, 0)), 20);
check("no cell is empty", cells.every((cell) => cell.low < cell.high && cell.count > 0), true);
const range = { from: 0, to: 1e12, relative: "all" };
check("everything is cut to what was found", extent(range, [{ at: 5e11 }, { at: 5.1e11 }]).from > 4.9e11, true);

const query = readQuery(new URLSearchParams("service=a&attribute=k=v&attribute=broken&minDuration=1.5s&limit=99999&start=1000000000&end=2000000000"));
check("what is in the URL", [query.service, query.attributes, query.limit, query.range], ["a", ["k=v"], 200, { from: 1000, to: 2000, relative: null }]);
const asked = apiQuery(query);
check("what the API is asked", [asked.minDuration, asked.start, asked.end, asked.maxDuration], ["1500000000ns", "1000000000", "2000000000", ""]);
