extension OTLPJSON {
  /// An `Export…ServiceResponse`; `{}` when everything was kept and there is nothing to say.
  package static func encodeResponse(
    to signal: OTLPSignal = .traces, rejectedCount: Int64, message: String
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    if !OTLPExportResponse(rejectedCount: rejectedCount, message: message).isComplete {
      writer.key("partialSuccess")
      writer.beginObject()
      if rejectedCount != 0 {
        writer.key(signal.rejectedCountKey)
        writer.quoted(rejectedCount)
      }
      if !message.isEmpty {
        writer.key("errorMessage")
        writer.string(message)
      }
      writer.endObject()
    }
    writer.endObject()
    return writer.bytes
  }

  /// A `google.rpc.Status`.
  package static func encodeStatus(code: Int32, message: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("code")
    writer.int(code)
    writer.key("message")
    writer.string(message)
    writer.endObject()
    return writer.bytes
  }

  package static func decodeResponse(_ bytes: [UInt8]) throws(OTLPDecodeError) -> OTLPExportResponse {
    let bytes = bytes.span
    var reader = JSONReader()
    var response = OTLPExportResponse()
    guard try reader.beginObject(bytes) else { throw reader.error(.unexpectedByte) }
    while let key = try reader.nextKey(bytes) {
      guard reader.key(key, is: "partialSuccess", bytes) else {
        try reader.skipValue(bytes)
        continue
      }
      response = OTLPExportResponse()
      guard try reader.beginObject(bytes) else { continue }
      while let key = try reader.nextKey(bytes) {
        if OTLPSignal.allCases.contains(where: { reader.key(key, is: $0.rejectedCountKey, bytes) }) {
          response.rejectedCount = try reader.int64(bytes)
        } else if reader.key(key, is: "errorMessage", bytes) {
          response.message = try reader.string(bytes)
        } else {
          try reader.skipValue(bytes)
        }
      }
    }
    try reader.finish(bytes)
    return response
  }

  package static func decodeStatus(_ bytes: [UInt8]) throws(OTLPDecodeError) -> OTLPStatus {
    let bytes = bytes.span
    var reader = JSONReader()
    var status = OTLPStatus()
    guard try reader.beginObject(bytes) else { throw reader.error(.unexpectedByte) }
    while let key = try reader.nextKey(bytes) {
      if reader.key(key, is: "code", bytes) {
        status.code = try reader.enumNumber(bytes) { _ in nil }
      } else if reader.key(key, is: "message", bytes) {
        status.message = try reader.string(bytes)
      } else {
        try reader.skipValue(bytes)
      }
    }
    try reader.finish(bytes)
    return status
  }
}

extension OTLPSignal {
  /// The member of a partial success that says how much was rejected.
  fileprivate var rejectedCountKey: StaticString {
    switch self {
    case .traces: "rejectedSpans"
    case .logs: "rejectedLogRecords"
    case .metrics: "rejectedDataPoints"
    }
  }
}
