const { ago, count, duration, parseDuration, percent, toMilliseconds, toNanoseconds, utc } = await import("/assets/core/time.js");

check("nanoseconds", duration(0), "0 ns");
check("microseconds", duration(1500), "1.5 µs");
check("milliseconds", duration(1_234_000), "1.23 ms");
check("seconds", duration(59_900_000_000), "59.9 s");
check("minutes", duration(125e9), "2 m 05 s");
check("hours", duration(3_725e9), "1 h 02 m");
check("days", duration(90_000e9), "1 d 01 h");
check("negative", duration(-2e6), "-2 ms");
check("none", duration(NaN), "–");
check("counts", [0, 999, 9999, 12_345, 2_500_000, 3e9].map(count), ["0", "999", "9,999", "12.3 k", "2.5 M", "3 G"]);
check("shares", [0, 0.00001, 0.0312, 1].map(percent), ["0 %", "< 0.01 %", "3.12 %", "100 %"]);
check("durations are read", ["250ms", "1.5s", "2m", "1h", "10us", "7 d", "30"].map(parseDuration), [250e6, 1.5e9, 120e9, 3600e9, 10e3, 604800e9, 30e6]);
check("nonsense is not", ["", "x", "5 parsecs", "-1s", "1e9"].map(parseDuration), [null, null, null, null, null]);
check("moments keep microseconds", toMilliseconds("1767323045000006007"), 1767323045000.006);
check("there and back", toNanoseconds(1767323045123), "1767323045123000000");
check("utc", utc(0), "1970-01-01 00:00:00.000 UTC");
check("ago", [5e3, 65e3, 7200e3, 3 * 86400e3].map((past) => ago(1e9 - past, 1e9)), ["5 s ago", "1 min ago", "2 h ago", "3 d ago"]);
