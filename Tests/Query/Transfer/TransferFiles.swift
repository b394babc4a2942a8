import BoundedZlib
import Foundation
import OTLPFormat
import TelemetryModel
import TelemetryTransfer

/// A folder for the files of one test, which goes away with it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "skein-transfer-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  func write(_ bytes: [UInt8], name: String = "capture") throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))) }
}

/// Messages in the forms that files have.
enum Message {
  /// A batch of `count` spans of one trace; `number` tells batches apart.
  static func batch(_ number: UInt64, spans count: UInt64 = 3) -> SpanBatch {
    SpanBatch(
      (1...count).map { id in
        TelemetryModel.Span(
          traceID: TraceID(high: 0xABCD, low: number), spanID: SpanID(rawValue: id), name: "operation {\"\(id)\"}",
          startTime: Timestamp(nanoseconds: 1_700_000_000_000_000_000),
          endTime: Timestamp(nanoseconds: 1_700_000_000_000_001_000),
          attributes: [Attribute("text \\", .string("}]\"\\{["))],
          resource: Resource(attributes: [Attribute("service.name", .string("shop"))]))
      })
  }

  static func json(_ number: UInt64) -> [UInt8] { OTLPJSON.encodeTraces(batch(number)) }

  static func prefixed(_ number: UInt64) -> [UInt8] { prefixed(OTLPProtobuf.encodeTraces(batch(number))) }

  static func protobuf(_ batch: SpanBatch) -> [UInt8] { OTLPProtobuf.encodeTraces(batch) }

  static func protobuf(spans count: UInt64) -> [UInt8] { protobuf(batch(1, spans: count)) }

  static func prefixed(_ message: [UInt8]) -> [UInt8] { length(message.count) + message }

  static func length(_ count: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } }

  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var deflater = Deflater(.gzip, level: 6)
    var compressed: [UInt8] = []
    deflater.deflate(bytes.span.bytes, into: &compressed)
    return compressed
  }
}
