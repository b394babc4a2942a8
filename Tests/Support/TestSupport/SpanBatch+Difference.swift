package import TelemetryModel

extension SpanBatch {
  /// Names the first thing in which two batches differ, byte for byte, whatever codes their tables use; `nil` when equal.
  ///
  /// Stricter than comparing `spans`, which repair invalid UTF-8 before they are compared.
  package func firstDifference(from other: SpanBatch) -> String? {
    if count != other.count { return "\(count) rows, \(other.count) rows" }
    for row in 0..<count {
      let left = content(of: row)
      let right = other.content(of: row)
      for (left, right) in zip(left, right) where left != right { return "row \(row): \(left) \(right)" }
      if left.count != right.count { return "row \(row): \(left.count) fields, \(right.count) fields" }
    }
    return nil
  }

  /// Every field of a row, by name; texts as bytes.
  private func content(of row: Int) -> [Field] {
    let details = details[Int(detailIndexes[row])]
    let resource = resources[Int(resourceIndexes[row])]
    let scope = scopes[Int(scopeIndexes[row])]
    var fields = [
      Field("trace ID", traceIDs[row].high, traceIDs[row].low), Field("span ID", spanIDs[row].rawValue),
      Field("parent", parentSpanIDs[row].rawValue), Field("start", startTimes[row].nanoseconds),
      Field("end", endTimes[row].nanoseconds), Field("name", strings[names[row]]),
      Field("kind", UInt64(bitPattern: Int64(kinds[row].rawValue))),
      Field("status", UInt64(bitPattern: Int64(statusCodes[row].rawValue))), Field("flags", UInt64(flags[row])),
      Field("status message", strings[details.statusMessage]), Field("trace state", strings[details.traceState]),
      Field("dropped", UInt64(details.droppedAttributesCount), UInt64(details.droppedEventsCount)),
      Field("dropped links", UInt64(details.droppedLinksCount)),
      Field("resource", strings[resource.schemaURL], UInt64(resource.droppedAttributesCount)),
      Field("service", strings[resource.serviceName]),
      Field("entities", Array(String(describing: resource.entityReferences).utf8)[...]),
      Field("scope", strings[scope.name], UInt64(scope.droppedAttributesCount)),
      Field("scope version", strings[scope.version]), Field("scope schema", strings[scope.schemaURL]),
    ]
    fields += content(of: attributes[row]) + content(of: resource.attributes) + content(of: scope.attributes)
    for event in events[eventRange(of: row)] {
      fields.append(
        Field("event", strings[event.name], event.time.nanoseconds, UInt64(event.droppedAttributesCount)))
      fields += content(of: event.attributes)
    }
    for link in links[linkRange(of: row)] {
      fields.append(Field("link", strings[link.traceState], link.traceID.high, link.traceID.low, link.spanID.rawValue))
      fields.append(Field("link numbers", UInt64(link.droppedAttributesCount), UInt64(link.flags)))
      fields += content(of: link.attributes)
    }
    return fields
  }

  private func content(of list: AttributeList) -> [Field] {
    var fields = [Field("attribute count", UInt64(shapes.slotCount(of: list.shape)))]
    for (slot, payload) in zip(shapes[list.shape], payloads[payloadRange(of: list)]) {
      fields.append(Field("key", strings[slot.key], UInt64(slot.kind.rawValue)))
      fields.append(
        slot.kind.isTableCode
          ? Field("value", strings[StringCode(truncatingIfNeeded: payload)]) : Field("value", payload))
    }
    return fields
  }

  private struct Field: Equatable {
    let name: String
    let numbers: [UInt64]
    let bytes: [UInt8]

    init(_ name: String, _ bytes: ArraySlice<UInt8>, _ numbers: UInt64...) {
      self.name = name
      self.bytes = Array(bytes)
      self.numbers = numbers
    }

    init(_ name: String, _ numbers: UInt64...) {
      self.name = name
      self.bytes = []
      self.numbers = numbers
    }
  }
}
