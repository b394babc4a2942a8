package import OTLPFormat

extension MessageReader {
  /// The spans of the next message, or `nil` at the end of the file.
  package mutating func nextSpans() throws(TransferError) -> OTLPDecodeResult? {
    guard let message = try next() else { return nil }
    do throws(OTLPDecodeError) {
      return switch format {
      case .json, nil: try OTLPJSON.decodeTraces(message)
      case .lengthPrefixedProtobuf: try OTLPProtobuf.decodeTraces(message)
      }
    } catch {
      throw TransferError(
        .malformedMessage, file: name, messageNumber: messageCount, byteOffset: messageOffset,
        "not an OTLP trace message: \(error.message) of the message; only traces can be imported")
    }
  }
}
