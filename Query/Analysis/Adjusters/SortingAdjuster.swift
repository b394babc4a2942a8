import TelemetryModel

/// Sorts attributes by key and events by time, so that equal spans have equal bytes.
package struct SortingAdjuster: TraceAdjuster {
  package init() {}

  package func adjust(_ trace: inout AdjustedTrace) {
    sortEvents(of: &trace.batch)
    var sorter = AttributeSorter()
    for index in trace.batch.resources.indices {
      trace.batch.resources[index].attributes = sorter.sort(trace.batch.resources[index].attributes, &trace.batch)
    }
    for index in trace.batch.scopes.indices {
      trace.batch.scopes[index].attributes = sorter.sort(trace.batch.scopes[index].attributes, &trace.batch)
    }
    for row in 0..<trace.batch.count {
      trace.batch.attributes[row] = sorter.sort(trace.batch.attributes[row], &trace.batch)
    }
    for index in trace.batch.events.indices {
      trace.batch.events[index].attributes = sorter.sort(trace.batch.events[index].attributes, &trace.batch)
    }
    for index in trace.batch.links.indices {
      trace.batch.links[index].attributes = sorter.sort(trace.batch.links[index].attributes, &trace.batch)
    }
  }

  private func sortEvents(of batch: inout SpanBatch) {
    for row in 0..<batch.count {
      let range = batch.eventRange(of: row)
      if range.count < 2 { continue }
      // The offset keeps events of the same moment in their order.
      let sorted = batch.events[range].enumerated()
        .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      for (place, event) in zip(range, sorted) { batch.events[place] = event.element }
    }
  }
}

/// Brings attribute lists into key order; how, is worked out once per shape.
private struct AttributeSorter {
  private struct Plan {
    let shape: ShapeCode
    /// Which old place each new place is filled from.
    let sources: [Int]
  }

  /// A shape that is in order already has no plan.
  private var plans: [ShapeCode: Plan?] = [:]

  mutating func sort(_ list: AttributeList, _ batch: inout SpanBatch) -> AttributeList {
    guard let plan = plan(for: list.shape, &batch) else { return list }
    let first = batch.payloads.count
    for source in plan.sources { batch.payloads.append(batch.payloads[Int(list.firstPayload) + source]) }
    return AttributeList(shape: plan.shape, firstPayload: UInt32(first))
  }

  private mutating func plan(for shape: ShapeCode, _ batch: inout SpanBatch) -> Plan? {
    if let known = plans[shape] { return known }
    let slots = Array(batch.shapes[shape])
    let keys = slots.map { Array(batch.strings[$0.key]) }
    let order = slots.indices.sorted { left, right in
      if keys[left] == keys[right] { return left < right }
      return keys[left].lexicographicallyPrecedes(keys[right])
    }
    var plan: Plan?
    if order != Array(slots.indices) {
      plan = Plan(shape: batch.shapes.intern(order.map { slots[$0] }), sources: order)
    }
    plans[shape] = .some(plan)
    return plan
  }
}
