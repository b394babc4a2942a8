import BoundedZlib
import OTLPFormat
package import TelemetryModel

/// The body of an OTLP/HTTP request: protobuf, compressed with gzip.
package struct TelemetryRequest: Sendable {
  package let body: [UInt8]
  /// How many spans or log records it carries.
  package let rowCount: Int
  /// Whether it carries log records, not spans.
  package let isOfLogs: Bool

  /// Encodes and compresses; work for a thread that may be busy for a while.
  package init(_ batch: SpanBatch) {
    self.init(OTLPProtobuf.encodeTraces(batch), rowCount: batch.count, isOfLogs: false)
  }

  /// The same for log records.
  package init(_ batch: LogBatch) {
    self.init(OTLPProtobuf.encodeLogs(batch), rowCount: batch.count, isOfLogs: true)
  }

  private init(_ message: [UInt8], rowCount: Int, isOfLogs: Bool) {
    var deflater = Deflater(.gzip, level: 1)
    var body: [UInt8] = []
    deflater.deflate(message.span.bytes, into: &body)
    self.body = body
    self.rowCount = rowCount
    self.isOfLogs = isOfLogs
  }
}
