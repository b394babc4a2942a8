import BoundedZlib
package import OTLPFormat
package import TelemetryModel

/// An OTLP/HTTP request: its body as it is sent, and what the server must know to read it.
package struct TelemetryRequest: Sendable {
  package let body: [UInt8]
  /// How many spans, log records or points it carries.
  package let rowCount: Int
  package let signal: OTLPSignal
  package let encoding: OTLPEncoding
  package let isGzipped: Bool

  /// Encodes as protobuf and compresses; work for a thread that may be busy for a while.
  package init(_ batch: SpanBatch) {
    self.init(OTLPProtobuf.encodeTraces(batch), rowCount: batch.count, .traces)
  }

  /// The same for log records.
  package init(_ batch: LogBatch) {
    self.init(OTLPProtobuf.encodeLogs(batch), rowCount: batch.count, .logs)
  }

  /// The same for points of metrics.
  package init(_ batch: MetricBatch) {
    self.init(OTLPProtobuf.encodeMetrics(batch), rowCount: batch.count, .metrics)
  }

  /// Takes a message that is encoded already, and compresses it if that is wanted.
  package init(
    _ message: [UInt8], rowCount: Int, _ signal: OTLPSignal, encoding: OTLPEncoding = .protobuf, gzips: Bool = true
  ) {
    body = gzips ? Self.compressed(message) : message
    self.rowCount = rowCount
    self.signal = signal
    self.encoding = encoding
    isGzipped = gzips
  }

  private static func compressed(_ message: [UInt8]) -> [UInt8] {
    var deflater = Deflater(.gzip, level: 1)
    var body: [UInt8] = []
    deflater.deflate(message.span.bytes, into: &body)
    return body
  }
}
