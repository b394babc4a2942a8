import TelemetryModel

extension ProtobufMetricDecoder {
  /// The hot loop: one number, straight into the columns.
  mutating func numberPoint(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x11: builder.point.startTime = try ProtobufWire.fixed64(bytes, &position, end)
      case 0x19: builder.point.time = try ProtobufWire.fixed64(bytes, &position, end)
      case 0x21:  // as_double
        builder.point.value = try ProtobufWire.fixed64(bytes, &position, end)
        builder.point.kind = .double
      case 0x2A: try exemplar(bytes, &position, end)
      case 0x31:  // as_int
        builder.point.value = try ProtobufWire.fixed64(bytes, &position, end)
        builder.point.kind = .int
      case 0x3A: try attribute(bytes, &position, end)
      case 0x40: builder.point.flags = try ProtobufField.count(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
  }

  mutating func histogramPoint(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x11: builder.point.startTime = try ProtobufWire.fixed64(bytes, &position, end)
      case 0x19: builder.point.time = try ProtobufWire.fixed64(bytes, &position, end)
      case 0x21: builder.point.count = try ProtobufWire.fixed64(bytes, &position, end)
      case 0x29: builder.point.sum = try Self.double(bytes, &position, end)
      case 0x31: builder.point.buckets.append(try ProtobufWire.fixed64(bytes, &position, end))
      case 0x32:  // bucket_counts, packed
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        while position < end { builder.point.buckets.append(try ProtobufWire.fixed64(bytes, &position, end)) }
      case 0x39: builder.point.bounds.append(try Self.double(bytes, &position, end))
      case 0x3A:  // explicit_bounds, packed
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        while position < end { builder.point.bounds.append(try Self.double(bytes, &position, end)) }
      case 0x42: try exemplar(bytes, &position, end)
      case 0x4A: try attribute(bytes, &position, end)
      case 0x50: builder.point.flags = try ProtobufField.count(bytes, &position, end)
      case 0x59: builder.point.min = try Self.double(bytes, &position, end)
      case 0x61: builder.point.max = try Self.double(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
  }

  mutating func exponentialHistogramPoint(
    _ bytes: Bytes, _ position: inout Int, _ end: Int
  ) throws(OTLPDecodeError) {
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A: try attribute(bytes, &position, end)
      case 0x11: builder.point.startTime = try ProtobufWire.fixed64(bytes, &position, end)
      case 0x19: builder.point.time = try ProtobufWire.fixed64(bytes, &position, end)
      case 0x21: builder.point.count = try ProtobufWire.fixed64(bytes, &position, end)
      case 0x29: builder.point.sum = try Self.double(bytes, &position, end)
      case 0x30: builder.point.scale = try Self.signed(bytes, &position, end)
      case 0x39: builder.point.zeroCount = try ProtobufWire.fixed64(bytes, &position, end)
      case 0x42:  // positive
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try Self.buckets(
          bytes, &position, end, offset: &builder.point.positiveOffset, counts: &builder.point.buckets)
      case 0x4A:  // negative
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try Self.buckets(
          bytes, &position, end, offset: &builder.point.negativeOffset, counts: &builder.point.negativeBuckets)
      case 0x50: builder.point.flags = try ProtobufField.count(bytes, &position, end)
      case 0x5A: try exemplar(bytes, &position, end)
      case 0x61: builder.point.min = try Self.double(bytes, &position, end)
      case 0x69: builder.point.max = try Self.double(bytes, &position, end)
      case 0x71: builder.point.zeroThreshold = try Self.double(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
  }

  mutating func summaryPoint(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x11: builder.point.startTime = try ProtobufWire.fixed64(bytes, &position, end)
      case 0x19: builder.point.time = try ProtobufWire.fixed64(bytes, &position, end)
      case 0x21: builder.point.count = try ProtobufWire.fixed64(bytes, &position, end)
      case 0x29: builder.point.sum = try Self.double(bytes, &position, end)
      case 0x32:  // quantile_values
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try quantile(bytes, &position, end)
      case 0x3A: try attribute(bytes, &position, end)
      case 0x40: builder.point.flags = try ProtobufField.count(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
  }
}

// MARK: Parts of points

extension ProtobufMetricDecoder {
  private mutating func exemplar(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
    let end = try ProtobufWire.contentEnd(bytes, &position, end)
    try builder.budget.charge(MemoryLayout<ExemplarEntry>.stride, at: position)
    var exemplar = ExemplarDraft()
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x11: exemplar.time = try ProtobufWire.fixed64(bytes, &position, end)
      case 0x19:  // as_double
        exemplar.value = try ProtobufWire.fixed64(bytes, &position, end)
        exemplar.kind = .double
      case 0x22: exemplar.spanID = try ProtobufField.spanID(bytes, &position, end) ?? .none
      case 0x2A: exemplar.traceID = try ProtobufField.traceID(bytes, &position, end) ?? .invalid
      case 0x31:  // as_int
        exemplar.value = try ProtobufWire.fixed64(bytes, &position, end)
        exemplar.kind = .int
      case 0x3A:  // filtered_attributes
        try ProtobufField.attribute(
          bytes, &position, end, into: &builder.exemplarAttributes, &builder.batch.strings, &builder.composite)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    builder.append(exemplar)
  }

  private static func buckets(
    _ bytes: Bytes, _ position: inout Int, _ end: Int, offset: inout Int32, counts: inout BucketDraft
  ) throws(OTLPDecodeError) {
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x08: offset = try signed(bytes, &position, end)
      case 0x10: counts.append(try ProtobufWire.varint(bytes, &position, end))
      case 0x12:  // bucket_counts, packed
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        while position < end { counts.append(try ProtobufWire.varint(bytes, &position, end)) }
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
  }

  private mutating func quantile(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
    try builder.budget.charge(MemoryLayout<QuantileValue>.stride, at: position)
    var value = QuantileValue(quantile: 0, value: 0)
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x09: value.quantile = try Self.double(bytes, &position, end)
      case 0x11: value.value = try Self.double(bytes, &position, end)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    builder.point.quantiles.append(value)
  }

  @inline(__always)
  private mutating func attribute(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) {
    try ProtobufField.attribute(
      bytes, &position, end, into: &builder.attributes, &builder.batch.strings, &builder.composite)
  }

  @inline(__always)
  private static func double(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) -> Double {
    Double(bitPattern: try ProtobufWire.fixed64(bytes, &position, end))
  }

  /// A `sint32`; as in every protobuf parser, only the low half of a longer number counts.
  @inline(__always)
  private static func signed(_ bytes: Bytes, _ position: inout Int, _ end: Int) throws(OTLPDecodeError) -> Int32 {
    let bits = UInt32(truncatingIfNeeded: try ProtobufWire.varint(bytes, &position, end))
    return Int32(bitPattern: bits >> 1) ^ -Int32(bitPattern: bits & 1)
  }
}
