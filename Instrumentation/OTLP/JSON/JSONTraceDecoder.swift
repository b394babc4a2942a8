import TelemetryModel

typealias JSONTraceDecoder = JSONRequestDecoder<TraceBuilder>

extension TraceBuilder: JSONSignalBuilder {
  static var arrayNames: JSONArrayNames { .traces }

  static func row(_ bytes: Bytes, _ decoder: inout JSONTraceDecoder) throws(OTLPDecodeError) {
    try decoder.span(bytes)
  }
}

extension JSONTraceDecoder {
  fileprivate mutating func span(_ bytes: Bytes) throws(OTLPDecodeError) {
    try builder.budget.charge(OTLPLimits.rowByteCount, at: reader.position)
    let mark = builder.mark
    var span = SpanDraft()
    if try reader.beginObject(bytes) {
      while let key = try reader.nextKey(bytes) { try member(key, of: &span, since: mark, bytes) }
    }
    builder.append(span, since: mark)
  }

  private mutating func member(
    _ key: JSONReader.Text, of span: inout SpanDraft, since mark: TraceBuilder.Mark, _ bytes: Bytes
  ) throws(OTLPDecodeError) {
    if reader.key(key, is: "traceId", bytes) {
      span.traceID = try reader.traceID(bytes) ?? .invalid
    } else if reader.key(key, is: "spanId", bytes) {
      span.spanID = try reader.spanID(bytes) ?? .none
    } else if reader.key(key, is: "parentSpanId", bytes) {
      span.parentSpanID = try reader.spanID(bytes)
    } else if reader.key(key, is: "name", bytes) {
      span.name = try reader.text(bytes, into: &builder.batch.strings)
    } else if reader.key(key, is: "kind", bytes) {
      span.kind = try reader.enumNumber(bytes) { SpanDraft.kindsByName[$0] }
    } else if reader.key(key, is: "startTimeUnixNano", bytes) {
      span.startTime = try reader.uint64(bytes)
    } else if reader.key(key, is: "endTimeUnixNano", bytes) {
      span.endTime = try reader.uint64(bytes)
    } else if reader.key(key, is: "attributes", bytes) {
      try reader.attributes(bytes, into: &builder.spanAttributes, &builder.batch.strings, &builder.composite)
    } else if reader.key(key, is: "status", bytes) {
      try status(bytes, of: &span)
    } else if reader.key(key, is: "flags", bytes) {
      span.flags = try reader.uint32(bytes)
    } else if reader.key(key, is: "events", bytes) {
      builder.takeBackEvents(since: mark)
      guard try reader.beginArray(bytes) else { return }
      while try reader.nextElement(bytes) { try event(bytes) }
    } else if reader.key(key, is: "links", bytes) {
      builder.takeBackLinks(since: mark)
      span.hasMalformedLink = false
      guard try reader.beginArray(bytes) else { return }
      while try reader.nextElement(bytes) { if try link(bytes) { span.hasMalformedLink = true } }
    } else {
      try rareMember(key, of: &span.details, bytes)
    }
  }

  private mutating func rareMember(
    _ key: JSONReader.Text, of details: inout SpanDetails, _ bytes: Bytes
  ) throws(OTLPDecodeError) {
    if reader.key(key, is: "traceState", bytes) {
      details.traceState = try reader.text(bytes, into: &builder.batch.strings)
    } else if reader.key(key, is: "droppedAttributesCount", bytes) {
      details.droppedAttributesCount = try reader.uint32(bytes)
    } else if reader.key(key, is: "droppedEventsCount", bytes) {
      details.droppedEventsCount = try reader.uint32(bytes)
    } else if reader.key(key, is: "droppedLinksCount", bytes) {
      details.droppedLinksCount = try reader.uint32(bytes)
    } else {
      try reader.skipValue(bytes)
    }
  }

  private mutating func status(_ bytes: Bytes, of span: inout SpanDraft) throws(OTLPDecodeError) {
    span.statusCode = 0
    span.details.statusMessage = 0
    guard try reader.beginObject(bytes) else { return }
    while let key = try reader.nextKey(bytes) {
      if reader.key(key, is: "code", bytes) {
        span.statusCode = try reader.enumNumber(bytes) { SpanDraft.statusCodesByName[$0] }
      } else if reader.key(key, is: "message", bytes) {
        span.details.statusMessage = try reader.text(bytes, into: &builder.batch.strings)
      } else {
        try reader.skipValue(bytes)
      }
    }
  }

  private mutating func event(_ bytes: Bytes) throws(OTLPDecodeError) {
    try builder.budget.charge(MemoryLayout<EventEntry>.stride, at: reader.position)
    var time: UInt64 = 0
    var name: StringCode = 0
    var droppedAttributesCount: UInt32 = 0
    if try reader.beginObject(bytes) {
      while let key = try reader.nextKey(bytes) {
        if reader.key(key, is: "timeUnixNano", bytes) {
          time = try reader.uint64(bytes)
        } else if reader.key(key, is: "name", bytes) {
          name = try reader.text(bytes, into: &builder.batch.strings)
        } else if reader.key(key, is: "attributes", bytes) {
          try reader.attributes(bytes, into: &builder.itemAttributes, &builder.batch.strings, &builder.composite)
        } else if reader.key(key, is: "droppedAttributesCount", bytes) {
          droppedAttributesCount = try reader.uint32(bytes)
        } else {
          try reader.skipValue(bytes)
        }
      }
    }
    builder.append(eventAt: time, name: name, droppedAttributesCount: droppedAttributesCount)
  }

  /// Reads a link; true when its IDs are malformed.
  private mutating func link(_ bytes: Bytes) throws(OTLPDecodeError) -> Bool {
    try builder.budget.charge(MemoryLayout<LinkEntry>.stride, at: reader.position)
    var link = LinkDraft()
    if try reader.beginObject(bytes) {
      while let key = try reader.nextKey(bytes) {
        if reader.key(key, is: "traceId", bytes) {
          link.traceID = try reader.traceID(bytes)
        } else if reader.key(key, is: "spanId", bytes) {
          link.spanID = try reader.spanID(bytes)
        } else if reader.key(key, is: "traceState", bytes) {
          link.traceState = try reader.text(bytes, into: &builder.batch.strings)
        } else if reader.key(key, is: "attributes", bytes) {
          try reader.attributes(bytes, into: &builder.itemAttributes, &builder.batch.strings, &builder.composite)
        } else if reader.key(key, is: "droppedAttributesCount", bytes) {
          link.droppedAttributesCount = try reader.uint32(bytes)
        } else if reader.key(key, is: "flags", bytes) {
          link.flags = try reader.uint32(bytes)
        } else {
          try reader.skipValue(bytes)
        }
      }
    }
    builder.append(link)
    return link.isMalformed
  }
}

// MARK: Enums

extension SpanDraft {
  fileprivate static let kindsByName: [String: Int32] = [
    "SPAN_KIND_UNSPECIFIED": 0, "SPAN_KIND_INTERNAL": 1, "SPAN_KIND_SERVER": 2, "SPAN_KIND_CLIENT": 3,
    "SPAN_KIND_PRODUCER": 4, "SPAN_KIND_CONSUMER": 5,
  ]

  fileprivate static let statusCodesByName: [String: Int32] = [
    "STATUS_CODE_UNSET": 0, "STATUS_CODE_OK": 1, "STATUS_CODE_ERROR": 2,
  ]
}
