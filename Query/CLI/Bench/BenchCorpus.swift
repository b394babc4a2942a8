import CorpusGenerator
import OTLPFormat
import Synchronization
import TelemetryModel
import TelemetryTransfer

/// A file of OTLP requests to measure with: length-prefixed `ExportTraceServiceRequest`s.
///
/// Read as it is sent, so that its size does not matter.
struct BenchCorpus: Sendable {
  /// What a corpus is made of when no file is named.
  enum Generated: String {
    case shop = "built-in shop"
    case messy = "messy"
  }

  private static let seed: UInt64 = 42

  let name: String
  let path: String
  var spanCount = 0
  var messageCount = 0
  var byteCount = 0

  /// Counts what a file holds.
  static func load(path: String, name: String? = nil) throws -> BenchCorpus {
    var corpus = BenchCorpus(name: name ?? path, path: path)
    try corpus.forEachMessage { message in
      corpus.messageCount += 1
      corpus.byteCount += message.count
      corpus.spanCount += try OTLPProtobuf.decodeTraces(message).batch.count
    }
    guard corpus.spanCount > 0 else { throw BenchError(description: "\(path): holds no spans") }
    return corpus
  }

  /// Makes a corpus and writes it to a file.
  static func generate(
    _ kind: Generated, spanCount: Int, batchSpanCount: Int, path: String
  ) throws -> BenchCorpus {
    var output = try FileOutput(path: path)
    switch kind {
    case .messy:
      for request in MessyCorpus(seed: seed, spanCount: spanCount) { try write(request, to: &output) }
    case .shop:
      var shop = SyntheticShop(seed: seed)
      for request in shop.requests(spanCount: spanCount, batchSpanCount: batchSpanCount) {
        try write(request, to: &output)
      }
    }
    return try load(path: path, name: "\(kind.rawValue), seed \(seed)")
  }

  private static func write(_ request: SpanBatch, to output: inout FileOutput) throws {
    let message = OTLPProtobuf.encodeTraces(request)
    let length = UInt32(message.count)
    try output.write((0..<4).map { UInt8(truncatingIfNeeded: length >> UInt32(8 * $0)) } + message)
  }

  func forEachMessage(_ body: ([UInt8]) throws -> Void) throws {
    let reader = try BenchMessages(path: path)
    while let message = try reader.next() { try body(message) }
  }

  func forEachBatch(_ body: (SpanBatch) throws -> Void) throws {
    try forEachMessage { try body(try OTLPProtobuf.decodeTraces($0).batch) }
  }
}

/// The messages of a corpus, handed out one by one to whoever asks.
final class BenchMessages: Sendable {
  private let path: String
  private let reader: Mutex<MessageReader>

  init(path: String) throws {
    self.path = path
    reader = Mutex(try MessageReader(path: path))
  }

  func next() throws -> [UInt8]? {
    try reader.withLock { reader in
      let message = try reader.next()
      guard message == nil || reader.format == .lengthPrefixedProtobuf else {
        throw BenchError(description: "\(path): not length-prefixed OTLP protobuf")
      }
      return message
    }
  }
}
