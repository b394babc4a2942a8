import BoundedZlib
import OTLPFormat
package import TelemetryModel

/// The body of an OTLP/HTTP request: protobuf, compressed with gzip.
package struct TelemetryRequest: Sendable {
  package let body: [UInt8]
  package enum Signal: Sendable {
    case spans, logs, metrics
  }

  /// How many spans, log records or points it carries.
  package let rowCount: Int
  package let signal: Signal

  /// Encodes and compresses; work for a thread that may be busy for a while.
  package init(_ batch: SpanBatch) {
    self.init(OTLPProtobuf.encodeTraces(batch), rowCount: batch.count, .spans)
  }

  /// The same for log records.
  package init(_ batch: LogBatch) {
    self.init(OTLPProtobuf.encodeLogs(batch), rowCount: batch.count, .logs)
  }

  /// The same for points of metrics.
  package init(_ batch: MetricBatch) {
    self.init(OTLPProtobuf.encodeMetrics(batch), rowCount: batch.count, .metrics)
  }

  private init(_ message: [UInt8], rowCount: Int, _ signal: Signal) {
    var deflater = Deflater(.gzip, level: 1)
    var body: [UInt8] = []
    deflater.deflate(message.span.bytes, into: &body)
    self.body = body
    self.rowCount = rowCount
    self.signal = signal
  }
}
