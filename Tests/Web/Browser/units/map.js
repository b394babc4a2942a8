const { layoutGraph } = await import("/assets/map/layout.js");
const { kindOf, merged, near } = await import("/assets/map/page.js");

const edge = (from, to) => ({ from, to });
const shop = layoutGraph(["c", "a", "b", "d"], [edge("a", "b"), edge("b", "c"), edge("a", "c"), edge("c", "d")]);
check("layers follow the longest way", ["a", "b", "c", "d"].map((id) => shop.places.get(id).x), [0, 1, 2, 3]);
check("a long edge passes through each layer", shop.paths.map(({ points }) => points.map(({ x }) => x)), [[0, 1], [0, 1, 2], [1, 2], [2, 3]]);
check("the order of what is asked changes nothing",
  [...layoutGraph(["d", "b", "a", "c"], [edge("c", "d"), edge("a", "c"), edge("b", "c"), edge("a", "b")]).places.values()].map(({ id, x, y }) => [id, x, y]),
  [...shop.places.values()].map(({ id, x, y }) => [id, x, y]));

const circle = layoutGraph(["a", "b", "c"], [edge("a", "b"), edge("b", "c"), edge("c", "a"), edge("b", "b")]);
check("a circle has layers, too", [...circle.places.values()].map(({ x }) => x), [0, 1, 2]);
check("the edge that closes it goes back", circle.paths.find(({ edge }) => edge.from === "c").points.map(({ x }) => x), [2, 1, 0]);
check("nothing", [layoutGraph([], []).layers, layoutGraph([], []).rows], [0, 1]);
check("one node", layoutGraph(["a"], []).rows, 1);

const crossed = layoutGraph(["a", "b", "x", "y"], [edge("a", "y"), edge("b", "x")]);
const order = (one, other) => crossed.places.get(one).y < crossed.places.get(other).y;
check("lines do not cross where they need not", order("a", "b"), order("y", "x"));

let seed = 7;
const random = (limit) => { seed = (seed * 48271) % 2147483647; return seed % limit; };
for (let round = 0; round < 30; round++) {
  const names = Array.from({ length: 2 + random(40) }, (_, index) => `s${index}`);
  const edges = Array.from({ length: random(90) }, () => edge(names[random(names.length)], names[random(names.length)]));
  const found = layoutGraph(names, edges);
  const columns = Map.groupBy(found.places.values(), ({ x }) => x);
  const apart = [...columns.values()].every((column) => {
    const levels = column.map(({ y }) => y).sort((a, b) => a - b);
    return levels.every((level, index) => level >= 0 && level <= found.rows - 1 + 1e-9 && (index === 0 || level - levels[index - 1] >= 1 - 1e-9));
  });
  check(`seed 7, round ${round}: nodes of a layer do not touch`, apart, true);
}

check("pairs are one edge", merged([
  { caller: "a", callee: "b", link: "rpc", count: 1, errors: 1, mean: 10 },
  { caller: "a", callee: "b", link: "messaging", count: 3, errors: 0, mean: 30 },
]), [{ from: "a", to: "b", links: ["rpc", "messaging"], count: 4, errors: 1, mean: 25 }]);
const links = (from, to, ...links) => ({ from, to, links });
const calls = [links("user", "leaf", "virtual"), links("leaf", "db", "database"), links("leaf", "old", "virtual"), links("leaf", "next", "rpc")];
check("kinds", ["user", "leaf", "db", "old", "next"].map((name) => kindOf(name, calls)), ["user", "service", "database", "peer", "service"]);

const chain = ["ab", "bc", "cd", "eb", "ef"].map(([from, to]) => ({ from, to }));
const names = (found) => found.map(({ from, to }) => from + to);
check("neighbours", names(near("b", chain, 1)), ["ab", "bc", "eb"]);
check("two steps down and up, but not round the corner", names(near("b", chain, 2)), ["ab", "bc", "cd", "eb"]);
check("circles end", names(near("a", [{ from: "a", to: "b" }, { from: "b", to: "a" }], Infinity)), ["ab", "ba"]);

const { throughBrokers } = await import("/assets/map/brokers.js");
const sent = (service, id, count) => ({ service, isConsumer: false, id, count, errors: 0, mean: 1 });
const received = (service, id, count) => ({ service, isConsumer: true, id, count, errors: 1, mean: 2 });
const message = { from: "a", to: "b", links: ["messaging", "rpc"], count: 5, errors: 0, mean: 9 };
const led = throughBrokers([message, { ...message, to: "c", links: ["messaging"] }],
  [sent("a", "kafka:orders", 4), received("b", "kafka:orders", 8), sent("x", "kafka:orders", 1), sent("a", "other", 2)]);
check("messages lead through what both name; calls of other kinds stay", led.map(({ from, to, links }) => [from, to, links.join()]),
  [["kafka:orders", "b", "messaging"], ["a", "b", "rpc"], ["a", "c", "messaging"], ["a", "kafka:orders", "messaging"], ["x", "kafka:orders", "messaging"]]);
check("a destination is a broker", kindOf("kafka:orders", led), "broker");
check("who sends and receives stays a service", ["a", "b"].map((name) => kindOf(name, led)), ["service", "service"]);
check("without destinations nothing changes", throughBrokers([message], []), [message]);
