const { readSaved, withSaved } = await import("/assets/search/saved.js");

check("nothing", [null, "", "x", "{}", "[1, null, {\"name\": 5}]"].map(readSaved), [[], [], [], [], []]);
const two = withSaved(withSaved([], "slow", "minDuration=1s"), "cart", "service=cart");
check("there and back", readSaved(JSON.stringify(two)), two);
check("a name means one search", withSaved(two, "slow", "minDuration=2s"), [{ name: "slow", query: "minDuration=2s" }, { name: "cart", query: "service=cart" }]);
check("fifty at most", Array.from({ length: 60 }, (_, index) => index).reduce((list, index) => withSaved(list, `s${index}`, ""), []).length, 50);
