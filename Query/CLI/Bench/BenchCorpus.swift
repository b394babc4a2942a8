import CorpusGenerator
import OTLPFormat
import TelemetryModel
import TelemetryTransfer

/// OTLP requests to measure with, all in memory.
struct BenchCorpus: Sendable {
  let name: String
  /// `ExportTraceServiceRequest`s as protobuf.
  let messages: [[UInt8]]
  let spanCount: Int

  var byteCount: Int { messages.reduce(0) { $0 + $1.count } }

  /// Reads a file, or makes the built-in corpus when there is no path.
  static func load(path: String?, spanCount: Int, batchSpanCount: Int) throws -> BenchCorpus {
    guard let path else {
      var shop = SyntheticShop(seed: 42)
      let requests = shop.requests(spanCount: spanCount, batchSpanCount: batchSpanCount)
      let messages = requests.map { OTLPProtobuf.encodeTraces($0) }
      return BenchCorpus(name: "built-in shop, seed 42", messages: messages, spanCount: spanCount)
    }
    var reader = try MessageReader(path: path)
    var messages: [[UInt8]] = []
    var count = 0
    while let message = try reader.next() {
      guard reader.format == .lengthPrefixedProtobuf else {
        throw BenchError(description: "\(path): not length-prefixed OTLP protobuf")
      }
      count += try OTLPProtobuf.decodeTraces(message).batch.count
      messages.append(message)
    }
    guard count > 0 else { throw BenchError(description: "\(path): holds no spans") }
    return BenchCorpus(name: path, messages: messages, spanCount: count)
  }
}
