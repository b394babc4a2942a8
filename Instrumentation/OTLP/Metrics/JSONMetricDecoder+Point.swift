import TelemetryModel

/// The members of points. Each function reads the value of the member if it knows its name, and says so.
extension JSONMetricDecoder {
  mutating func commonMember(
    _ key: JSONReader.Text, since mark: MetricBuilder.Mark, _ bytes: Bytes
  ) throws(OTLPDecodeError) -> Bool {
    if reader.key(key, is: "timeUnixNano", bytes) {
      builder.point.time = try reader.uint64(bytes)
    } else if reader.key(key, is: "startTimeUnixNano", bytes) {
      builder.point.startTime = try reader.uint64(bytes)
    } else if reader.key(key, is: "attributes", bytes) {
      try reader.attributes(bytes, into: &builder.attributes, &builder.batch.strings, &builder.composite)
    } else if reader.key(key, is: "flags", bytes) {
      builder.point.flags = try reader.uint32(bytes)
    } else if reader.key(key, is: "exemplars", bytes) {
      builder.takeBackExemplars(since: mark)
      guard try reader.beginArray(bytes) else { return true }
      while try reader.nextElement(bytes) { try exemplar(bytes) }
    } else {
      return false
    }
    return true
  }

  mutating func numberMember(_ key: JSONReader.Text, _ bytes: Bytes) throws(OTLPDecodeError) -> Bool {
    try reader.number(key, bytes, &builder.point.kind, &builder.point.value)
  }

  mutating func histogramMember(_ key: JSONReader.Text, _ bytes: Bytes) throws(OTLPDecodeError) -> Bool {
    if try statistic(key, bytes) { return true }
    if reader.key(key, is: "bucketCounts", bytes) {
      try reader.counts(bytes, into: &builder.point.buckets)
    } else if reader.key(key, is: "explicitBounds", bytes) {
      builder.point.bounds.removeAll(keepingCapacity: true)
      guard try reader.beginArray(bytes) else { return true }
      while try reader.nextElement(bytes) {
        // Two characters can stand for a bound.
        try builder.budget.charge(MemoryLayout<Double>.stride, at: reader.position)
        builder.point.bounds.append(try reader.double(bytes))
      }
    } else {
      return false
    }
    return true
  }

  mutating func exponentialHistogramMember(
    _ key: JSONReader.Text, _ bytes: Bytes
  ) throws(OTLPDecodeError) -> Bool {
    if try statistic(key, bytes) { return true }
    if reader.key(key, is: "scale", bytes) {
      builder.point.scale = try reader.int32(bytes)
    } else if reader.key(key, is: "zeroCount", bytes) {
      builder.point.zeroCount = try reader.uint64(bytes)
    } else if reader.key(key, is: "zeroThreshold", bytes) {
      builder.point.zeroThreshold = try reader.double(bytes)
    } else if reader.key(key, is: "positive", bytes) {
      try reader.buckets(bytes, offset: &builder.point.positiveOffset, counts: &builder.point.buckets)
    } else if reader.key(key, is: "negative", bytes) {
      try reader.buckets(bytes, offset: &builder.point.negativeOffset, counts: &builder.point.negativeBuckets)
    } else {
      return false
    }
    return true
  }

  mutating func summaryMember(_ key: JSONReader.Text, _ bytes: Bytes) throws(OTLPDecodeError) -> Bool {
    if reader.key(key, is: "count", bytes) {
      builder.point.count = try reader.uint64(bytes)
    } else if reader.key(key, is: "sum", bytes) {
      builder.point.sum = try reader.double(bytes)
    } else if reader.key(key, is: "quantileValues", bytes) {
      builder.point.quantiles.removeAll(keepingCapacity: true)
      guard try reader.beginArray(bytes) else { return true }
      while try reader.nextElement(bytes) { try quantile(bytes) }
    } else {
      return false
    }
    return true
  }
}

// MARK: Parts of points

extension JSONMetricDecoder {
  /// The members that both kinds of histograms have. `null` is the absence of a statistic.
  private mutating func statistic(_ key: JSONReader.Text, _ bytes: Bytes) throws(OTLPDecodeError) -> Bool {
    if reader.key(key, is: "count", bytes) {
      builder.point.count = try reader.uint64(bytes)
    } else if reader.key(key, is: "sum", bytes) {
      builder.point.sum = try reader.consumeNull(bytes) ? nil : reader.double(bytes)
    } else if reader.key(key, is: "min", bytes) {
      builder.point.min = try reader.consumeNull(bytes) ? nil : reader.double(bytes)
    } else if reader.key(key, is: "max", bytes) {
      builder.point.max = try reader.consumeNull(bytes) ? nil : reader.double(bytes)
    } else {
      return false
    }
    return true
  }

  private mutating func quantile(_ bytes: Bytes) throws(OTLPDecodeError) {
    try builder.budget.charge(MemoryLayout<QuantileValue>.stride, at: reader.position)
    var value = QuantileValue(quantile: 0, value: 0)
    if try reader.beginObject(bytes) {
      while let key = try reader.nextKey(bytes) {
        if reader.key(key, is: "quantile", bytes) {
          value.quantile = try reader.double(bytes)
        } else if reader.key(key, is: "value", bytes) {
          value.value = try reader.double(bytes)
        } else {
          try reader.skipValue(bytes)
        }
      }
    }
    builder.point.quantiles.append(value)
  }

  private mutating func exemplar(_ bytes: Bytes) throws(OTLPDecodeError) {
    try builder.budget.charge(MemoryLayout<ExemplarEntry>.stride, at: reader.position)
    var exemplar = ExemplarDraft()
    if try reader.beginObject(bytes) {
      while let key = try reader.nextKey(bytes) {
        if try reader.number(key, bytes, &exemplar.kind, &exemplar.value) { continue }
        if reader.key(key, is: "timeUnixNano", bytes) {
          exemplar.time = try reader.uint64(bytes)
        } else if reader.key(key, is: "traceId", bytes) {
          exemplar.traceID = try reader.traceID(bytes) ?? .invalid
        } else if reader.key(key, is: "spanId", bytes) {
          exemplar.spanID = try reader.spanID(bytes) ?? .none
        } else if reader.key(key, is: "filteredAttributes", bytes) {
          try reader.attributes(bytes, into: &builder.exemplarAttributes, &builder.batch.strings, &builder.composite)
        } else {
          try reader.skipValue(bytes)
        }
      }
    }
    builder.append(exemplar)
  }
}

/// Values whose readers need no more than the text.
extension JSONReader {
  /// `asDouble` or `asInt`; `null` counts as absent.
  fileprivate mutating func number(
    _ name: Text, _ bytes: Bytes, _ kind: inout PointKind, _ value: inout UInt64
  ) throws(OTLPDecodeError) -> Bool {
    if key(name, is: "asDouble", bytes) {
      if try consumeNull(bytes) { return true }
      value = try double(bytes).bitPattern
      kind = .double
    } else if key(name, is: "asInt", bytes) {
      if try consumeNull(bytes) { return true }
      value = UInt64(bitPattern: try int64(bytes))
      kind = .int
    } else {
      return false
    }
    return true
  }

  fileprivate mutating func counts(_ bytes: Bytes, into counts: inout BucketDraft) throws(OTLPDecodeError) {
    counts.removeAll()
    guard try beginArray(bytes) else { return }
    while try nextElement(bytes) { counts.append(try uint64(bytes)) }
  }

  fileprivate mutating func buckets(
    _ bytes: Bytes, offset: inout Int32, counts: inout BucketDraft
  ) throws(OTLPDecodeError) {
    offset = 0
    counts.removeAll()
    guard try beginObject(bytes) else { return }
    while let name = try nextKey(bytes) {
      if key(name, is: "offset", bytes) {
        offset = try int32(bytes)
      } else if key(name, is: "bucketCounts", bytes) {
        try self.counts(bytes, into: &counts)
      } else {
        try skipValue(bytes)
      }
    }
  }

  fileprivate mutating func int32(_ bytes: Bytes) throws(OTLPDecodeError) -> Int32 {
    guard let value = Int32(exactly: try int64(bytes)) else { throw error(.numberOutOfRange) }
    return value
  }
}
