extension OTLPProtobuf {
  /// An `Export…ServiceResponse`, the same bytes for every signal; no bytes at all when everything was kept and there is nothing to say.
  package static func encodeResponse(rejectedCount: Int64, message: String) -> [UInt8] {
    if OTLPExportResponse(rejectedCount: rejectedCount, message: message).isComplete { return [] }
    var writer = ProtobufWriter()
    let partialSuccess = writer.begin(0x0A)
    writer.field(0x08, UInt64(bitPattern: rejectedCount))
    writer.field(0x12, message)
    writer.end(partialSuccess)
    return writer.finish()
  }

  /// A `google.rpc.Status`.
  package static func encodeStatus(code: Int32, message: String) -> [UInt8] {
    var writer = ProtobufWriter()
    writer.field(0x08, UInt64(bitPattern: Int64(code)))
    writer.field(0x12, message)
    return writer.finish()
  }

  /// A `google.rpc.Status` whose details are a `google.rpc.RetryInfo`.
  package static func encodeStatus(code: Int32, message: String, retryAfterSeconds: Int) -> [UInt8] {
    var writer = ProtobufWriter()
    writer.field(0x08, UInt64(bitPattern: Int64(code)))
    writer.field(0x12, message)
    let detail = writer.begin(0x1A)
    writer.field(0x0A, "type.googleapis.com/google.rpc.RetryInfo")
    let retryInfo = writer.begin(0x12)
    let delay = writer.begin(0x0A)
    writer.field(0x08, UInt64(bitPattern: Int64(retryAfterSeconds)))
    writer.end(delay)
    writer.end(retryInfo)
    writer.end(detail)
    return writer.finish()
  }

  package static func decodeResponse(_ bytes: [UInt8]) throws(OTLPDecodeError) -> OTLPExportResponse {
    let bytes = bytes.span
    var response = OTLPExportResponse()
    var position = 0
    while position < bytes.count {
      let tag = try ProtobufWire.varint(bytes, &position, bytes.count)
      if tag == 0x0A {
        let end = try ProtobufWire.contentEnd(bytes, &position, bytes.count)
        let (number, text) = try numberAndText(bytes, &position, end)
        if let number { response.rejectedCount = Int64(bitPattern: number) }
        if let text { response.message = text }
      } else {
        try ProtobufWire.skip(tag, bytes, &position, bytes.count)
      }
    }
    return response
  }

  package static func decodeStatus(_ bytes: [UInt8]) throws(OTLPDecodeError) -> OTLPStatus {
    var position = 0
    let (number, text) = try numberAndText(bytes.span, &position, bytes.count)
    return OTLPStatus(code: Int32(truncatingIfNeeded: number ?? 0), message: text ?? "")
  }

  /// Reads a message of field 1, a number, and field 2, a text: both messages above look like this.
  private static func numberAndText(
    _ bytes: Bytes, _ position: inout Int, _ end: Int
  ) throws(OTLPDecodeError) -> (number: UInt64?, text: String?) {
    var number: UInt64?
    var text: String?
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x08: number = try ProtobufWire.varint(bytes, &position, end)
      case 0x12:
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        text = bytes.text(position..<end)
        position = end
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    return (number, text)
  }
}
