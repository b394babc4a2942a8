const { withImpact } = await import("/assets/service/operations.js");

const rows = withImpact([{ operation: "a", count: 10, mean: 30, errors: 1 }, { operation: "b", count: 1, mean: 100, errors: 0 }]);
check("impact is a share of all time", rows.map((one) => one.impact), [0.75, 0.25]);
check("shares of failures", rows.map((one) => one.share), [0.1, 0]);
check("operations that took no time have none", withImpact([{ count: 1, mean: 0, errors: 0 }])[0].impact, 0);
