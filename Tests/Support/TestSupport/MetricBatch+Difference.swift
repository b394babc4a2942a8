package import TelemetryModel

extension MetricBatch {
  /// Names the first thing in which two batches differ, byte for byte, whatever codes their tables use; `nil` when equal.
  package func firstDifference(from other: MetricBatch) -> String? {
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
    let series = series[Int(seriesIndexes[row])]
    let metric = metric(of: row)
    let resource = resources[Int(metric.resource)]
    let scope = scopes[Int(metric.scope)]
    var fields = [
      Field("name", strings[metric.name]), Field("description", strings[metric.description]),
      Field("unit", strings[metric.unit]),
      Field("type", UInt64(metric.type.rawValue), UInt64(metric.temporality.rawValue), metric.isMonotonic ? 1 : 0),
      Field("times", times[row].nanoseconds, startTimes[row].nanoseconds), Field("flags", UInt64(flags[row])),
      Field("resource", strings[resource.schemaURL], UInt64(resource.droppedAttributesCount)),
      Field("service", strings[resource.serviceName]),
      Field("entities", Array(String(describing: resource.entityReferences).utf8)[...]),
      Field("scope", strings[scope.name], UInt64(scope.droppedAttributesCount)),
      Field("scope version", strings[scope.version]), Field("scope schema", strings[scope.schemaURL]),
    ]
    for list in [series.attributes, metric.metadata, resource.attributes, scope.attributes] {
      fields += content(of: list)
    }
    fields.append(Field("kind", UInt64(kinds[row].rawValue)))
    fields += value(of: row)
    for exemplar in exemplars[exemplarRange(of: row)] {
      fields.append(Field("exemplar", exemplar.time.nanoseconds, UInt64(exemplar.kind.rawValue), exemplar.value))
      fields.append(Field("trace", exemplar.traceID.high, exemplar.traceID.low, exemplar.spanID.rawValue))
      fields += content(of: exemplar.filteredAttributes)
    }
    return fields
  }

  private func value(of row: Int) -> [Field] {
    let bits = values[row]
    switch kinds[row] {
    case .none, .int, .double: return [Field("value", bits)]
    case .histogram:
      let entry = histograms[Int(bits)]
      return [
        Field("count", entry.count), Field("sum", entry.sum), Field("min", entry.min), Field("max", entry.max),
        Field("buckets", numbers: Array(bucketCounts(of: entry.buckets))),
        Field("bounds", numbers: bounds[entry.bounds].map(\.bitPattern)),
      ]
    case .exponentialHistogram:
      let entry = exponentialHistograms[Int(bits)]
      return [
        Field("count", entry.count, entry.zeroCount), Field("sum", entry.sum), Field("min", entry.min),
        Field("max", entry.max), Field("zero", entry.zeroThreshold),
        Field("scale", UInt64(bitPattern: Int64(entry.scale))),
        Field("positive offset", UInt64(bitPattern: Int64(entry.positiveOffset))),
        Field("positive", numbers: Array(bucketCounts(of: entry.positive))),
        Field("negative offset", UInt64(bitPattern: Int64(entry.negativeOffset))),
        Field("negative", numbers: Array(bucketCounts(of: entry.negative))),
      ]
    case .summary:
      let entry = summaries[Int(bits)]
      let quantiles = quantiles[entry.quantileRange].flatMap { [$0.quantile.bitPattern, $0.value.bitPattern] }
      return [Field("count", entry.count), Field("sum", entry.sum), Field("quantiles", numbers: quantiles)]
    }
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

    init(_ name: String, numbers: [UInt64]) {
      self.name = name
      self.bytes = []
      self.numbers = numbers
    }

    init(_ name: String, _ numbers: UInt64...) { self.init(name, numbers: numbers) }

    init(_ name: String, _ value: Double?) { self.init(name, numbers: value.map { [$0.bitPattern] } ?? []) }
  }
}
