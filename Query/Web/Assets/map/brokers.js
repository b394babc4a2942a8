/** Messages go through a broker: where spans name its destinations, calls by message lead through a node of each. */

import { get } from "../core/api.js";
import { apiRange } from "../core/range.js";

/**
 * Destinations with what was sent to them and received from them, counted from the spans themselves.
 * @param {import("../core/range.js").Range} range @param {AbortSignal} signal
 */
export async function destinations(range, signal) {
  const answer = await get("red", {
    ...apiRange(range), kind: "producer,consumer", by: "service,kind,messaging.destination.name,messaging.system",
    filter: "messaging.destination.name=~.+",
  }, signal);
  return answer.groups.map(({ service, kind, attributes, points: [point] }) => ({
    service, isConsumer: kind === "consumer", count: point.count, errors: point.errors, mean: point.mean,
    id: [attributes["messaging.system"], attributes["messaging.destination.name"]].filter(Boolean).join(":"),
  }));
}

/**
 * Calls with those by message led through the destinations that caller and callee have in common. Exported for its test.
 * @param {any[]} calls as `merged` gives them @param {Awaited<ReturnType<typeof destinations>>} groups
 */
export function throughBrokers(calls, groups) {
  const used = new Set();
  const at = (service, isConsumer) => groups.filter((one) => one.service === service && one.isConsumer === isConsumer);
  const direct = calls.flatMap((call) => {
    if (!call.links.includes("messaging")) return [call];
    const received = at(call.to, true);
    const shared = at(call.from, false).filter((sent) => received.some((one) => one.id === sent.id));
    if (!shared.length) return [call];
    for (const { id } of shared) used.add(id);
    const links = call.links.filter((one) => one !== "messaging");
    return links.length ? [{ ...call, links }] : [];
  });
  const legs = groups.filter((one) => used.has(one.id)).map(({ service, isConsumer, id, count, errors, mean }) => ({
    from: isConsumer ? id : service, to: isConsumer ? service : id, broker: id, links: ["messaging"], count, errors, mean,
  }));
  return [...direct, ...legs].sort((a, b) => b.count - a.count);
}
