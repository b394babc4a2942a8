const { context, complete } = await import("/assets/metrics/completion.js");
const { bytes, legendName, seriesName, toSeries, unitFormat } = await import("/assets/metrics/prom.js");
const { interpolate, labelValues, readDashboard } = await import("/assets/dashboards/model.js");

const at = (text) => { const { kind, word, metric, label } = context(text); return [kind, word, metric, label]; };
check("a name", at("sum(rate(http_re"), ["name", "http_re", "", ""]);
check("a label", at("http_requests{me"), ["label", "me", "http_requests", ""]);
check("a second label", at('up{job="a", in'), ["label", "in", "up", ""]);
check("a value", at('up{job=~"fr'), ["value", "fr", "up", "job"]);
check("a value with an escape", at('up{job="a\\"b'), ["value", 'a\\"b', "up", "job"]);
check("a grouping", at("sum by (ser"), ["label", "ser", "", ""]);
check("after braces", at('up{job="a"} / ra'), ["name", "ra", "", ""]);
const asked = [];
const words = await complete(context("up{jo"), async (path, parameters) => { asked.push([path, parameters]); return ["major", "job", "__name__"]; });
check("beginnings come first", words, ["job", "major"]);
check("of the metric alone", asked, [["labels", { "match[]": "up" }]]);

check("series", seriesName({ __name__: "up", job: "a" }), 'up{job="a"}');
check("legend", [legendName("{{ service }} p95", { service: "cart" }), legendName("", {}), legendName("{{gone}}", { a: "b" })], ["cart p95", "value", '{a="b"}']);
check("gaps", toSeries([{ metric: {}, values: [[60, "1"], [180, "NaN"], [240, "4"]] }], { from: 60000, to: 240000 }, 60)[0].points, [[60000, 1], [120000, null], [180000, null], [240000, 4]]);
check("units", [unitFormat("s")(0.25), unitFormat("percentunit")(0.5), bytes(1536), unitFormat("what")(3)], ["250 ms", "50 %", "1.5 KiB", "3"]);

const range = { from: 0, to: 3600000 };
check("variables", interpolate('a{b="$service"}[$__rate_interval] ${service:regex} $gone [[service]] $__range', { service: "x.y" }, range, 60), 'a{b="x.y"}[240s] x\\\\.y $gone x.y 3600s');
check("a value cannot leave its quotes", interpolate('{a="$v"}', { v: '"} or vector(1) #\\' }, range, 60), '{a="\\"} or vector(1) #\\\\"}');
check("names of objects are no variables", interpolate("$constructor", {}, range, 60), "$constructor");
check("label_values", [labelValues("label_values(up{a=\"b\"}, job)"), labelValues("label_values(job)"), labelValues("x")], [{ label: "job", match: 'up{a="b"}' }, { label: "job", match: "" }, null]);
check("not a dashboard", [null, 1, [], { panels: 3, templating: { list: [null, 1] } }, { panels: [null, 4, { gridPos: { w: 1e9, h: -3 }, targets: "x" }] }].map((one) => readDashboard(one).panels.map(({ w, h }) => [w, h])), [[], [], [], [], [[24, 1]]]);
check("rows hold panels", readDashboard({ panels: [{ type: "row", panels: [{ type: "stat" }] }] }).panels.map(({ type }) => type), ["row", "stat"]);
