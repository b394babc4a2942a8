import BoundedZlib
import OTLPFormat
package import TelemetryModel

/// The body of an OTLP/HTTP request: protobuf, compressed with gzip.
package struct SpanRequest: Sendable {
  package let body: [UInt8]
  package let spanCount: Int

  /// Encodes and compresses; work for a thread that may be busy for a while.
  package init(_ batch: SpanBatch) {
    let message = OTLPProtobuf.encodeTraces(batch)
    var deflater = Deflater(.gzip, level: 1)
    var body: [UInt8] = []
    deflater.deflate(message.span.bytes, into: &body)
    self.body = body
    spanCount = batch.count
  }
}
