extension OTLPJSON {
  /// An `ExportMetricsServiceResponse`; `{}` when everything was kept and there is nothing to say.
  ///
  /// Its protobuf form has the bytes of an `ExportTraceServiceResponse`: `OTLPProtobuf.encodeResponse` serves both.
  package static func encodeMetricsResponse(rejectedPointCount: Int64, message: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    if rejectedPointCount != 0 || !message.isEmpty {
      writer.key("partialSuccess")
      writer.beginObject()
      if rejectedPointCount != 0 {
        writer.key("rejectedDataPoints")
        writer.quoted(rejectedPointCount)
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
}
