package import OTLPFormat
package import TelemetryModel

/// What one OTLP message holds.
package enum TelemetryMessage: Sendable {
  case spans(OTLPDecodeResult)
  case logs(LogBatch)
  case metrics(MetricDecodeResult)
}

extension MessageReader {
  /// The rows of the next message, or `nil` at the end of the file.
  ///
  /// Protobuf does not say what a message holds; its fields do:
  /// - A span has a trace ID where a metric has its name and a log record its time. A name may be 16 bytes long, but
  ///   where a span has its start, a metric has nothing of that type.
  /// - A metric has a name where a log record has no text at all, so that no log record is a valid metric. A metric
  ///   could pass for a log record, but for one without any time and severity.
  package mutating func nextTelemetry() throws(TransferError) -> TelemetryMessage? {
    guard let message = try next() else { return nil }
    let spans = decodeSpans(message)
    if case .success(let result) = spans, result.batch.startTimes.contains(where: { $0.nanoseconds != 0 }) {
      return .spans(result)
    }
    let metrics = decodeMetrics(message)
    if let metrics, !metrics.batch.isEmpty { return .metrics(metrics) }
    if case .success(let result) = spans, !result.batch.isEmpty { return .spans(result) }
    if let logs = decodeLogs(message), !logs.isEmpty {
      guard let metrics, metrics.rejectedPointCount > 0, logs.looksMisread else { return .logs(logs) }
      return .metrics(metrics)
    }
    if let metrics, metrics.rejectedPointCount > 0 { return .metrics(metrics) }
    switch spans {
    case .success(let result): return .spans(result)
    case .failure(let error):
      throw TransferError(
        .malformedMessage, file: name, messageNumber: messageCount, byteOffset: messageOffset,
        "not an OTLP message of traces, logs or metrics: \(error.message) of the message; only these can be imported")
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

  /// `nil` when it is no message of metrics.
  private func decodeMetrics(_ message: [UInt8]) -> MetricDecodeResult? {
    format == .lengthPrefixedProtobuf
      ? try? OTLPProtobuf.decodeMetrics(message) : try? OTLPJSON.decodeMetrics(message)
  }
}

extension LogBatch {
  /// Whether there is nothing that only log records have.
  fileprivate var looksMisread: Bool {
    (0..<count).allSatisfy { row in
      times[row].nanoseconds == 0 && observedTimes[row].nanoseconds == 0 && severityNumbers[row] == .unspecified
    }
  }
}
