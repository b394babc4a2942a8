package import OTLPFormat
package import TelemetryModel

/// What one OTLP message holds.
package enum TelemetryMessage: Sendable {
  case spans(OTLPDecodeResult)
  case logs(LogBatch)
}

extension MessageReader {
  /// The spans or log records of the next message, or `nil` at the end of the file.
  ///
  /// Protobuf does not say which of them it holds. Log records are never valid spans: they have no trace ID where spans
  /// have theirs. So a message without a valid span is looked at as one of log records, too.
  package mutating func nextTelemetry() throws(TransferError) -> TelemetryMessage? {
    guard let message = try next() else { return nil }
    let spans = decodeSpans(message)
    if case .success(let result) = spans, !result.batch.isEmpty { return .spans(result) }
    if let logs = decodeLogs(message), !logs.isEmpty { return .logs(logs) }
    switch spans {
    case .success(let result): return .spans(result)
    case .failure(let error):
      throw TransferError(
        .malformedMessage, file: name, messageNumber: messageCount, byteOffset: messageOffset,
        "not an OTLP message of traces or logs: \(error.message) of the message; only these can be imported")
    }
  }

  private func decodeSpans(_ message: [UInt8]) -> Result<OTLPDecodeResult, OTLPDecodeError> {
    do throws(OTLPDecodeError) {
      return .success(
        format == .lengthPrefixedProtobuf
          ? try OTLPProtobuf.decodeTraces(message) : try OTLPJSON.decodeTraces(message))
    } catch {
      return .failure(error)
    }
  }

  /// `nil` when it is no message of log records.
  private func decodeLogs(_ message: [UInt8]) -> LogBatch? {
    format == .lengthPrefixedProtobuf ? try? OTLPProtobuf.decodeLogs(message) : try? OTLPJSON.decodeLogs(message)
  }
}
