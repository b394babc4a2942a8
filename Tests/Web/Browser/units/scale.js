const { linear, logarithmic, logTicks, stepMinutes, ticks, timeTicks } = await import("/assets/charts/scale.js");

const x = linear(0, 10, 100, 200);
check("linear", [x(0), x(5), x(10), x.invert(150)], [100, 150, 200, 5]);
const y = logarithmic(1, 1000, 0, 300);
check("logarithmic", [y(1), Math.round(y(10)), Math.round(y(1000)), Math.round(y.invert(200))], [0, 100, 300, 100]);
check("below the axis", y(0), 0);
check("round numbers", ticks(0, 97, 5), [0, 20, 40, 60, 80]);
check("an empty range", ticks(3, 3, 5), [3]);
check("powers", logTicks(1, 1000), [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].filter((one) => one <= 1000 && [1, 10, 100, 1000].includes(one)));
check("at most as many", timeTicks(0, 3600e3, 8).length <= 8, true);
check("round minutes", timeTicks(0, 3600e3, 8).every(({ value }) => value % 600e3 === 0), true);
check("steps", [3600e3, 86400e3, 7 * 86400e3].map((length) => stepMinutes(length, 60)), [1, 30, 180]);
