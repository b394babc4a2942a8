import OTLPFormat
import SegmentStore
import TelemetryModel
import TelemetryStorage

/// Compares what was sent with what is stored, span by span, every field and the order of attributes.
///
/// Each span becomes an `ExportTraceServiceRequest` of its own, of which a 128-bit hash (FNV-1a) is kept: for 2,000,000
/// spans two different ones share a hash with a probability of 2^-87. What was sent twice is stored once.
struct BenchVerification {
  struct Figures: Sendable {
    var sentCount = 0
    var distinctCount = 0
    /// Sent and not stored as it was sent.
    var missingCount = 0
    /// Stored and never sent like that, or stored twice.
    var foreignCount = 0

    var isExact: Bool { missingCount == 0 && foreignCount == 0 }
  }

  /// Rows that are copied out of a large batch at once: copying single ones would go through its tables each time.
  private static let chunkRowCount = 64

  static func run(_ corpus: BenchCorpus, database: String) throws -> Figures {
    var figures = Figures()
    var sent: Set<UInt128> = []
    sent.reserveCapacity(corpus.spanCount)
    try corpus.forEachBatch { batch in
      forEachHash(of: batch) { hash in
        figures.sentCount += 1
        sent.insert(hash)
      }
    }
    figures.distinctCount = sent.count
    let store = try SegmentStore.openReadOnly(path: database)
    defer { store.close() }
    try store.scan(ScanHint()) { (portion) throws(StoreError) in
      forEachHash(of: try portion.load()) { hash in
        if sent.remove(hash) == nil { figures.foreignCount += 1 }
      }
      return .continue
    }
    figures.missingCount = sent.count
    return figures
  }

  private static func forEachHash(of batch: SpanBatch, _ body: (UInt128) -> Void) {
    for start in stride(from: 0, to: batch.count, by: chunkRowCount) {
      var chunk = SpanBatch()
      chunk.append(contentsOf: batch, rows: Array(start..<min(start + chunkRowCount, batch.count)))
      for row in 0..<chunk.count {
        var single = SpanBatch()
        single.append(contentsOf: chunk, rows: [row])
        body(hash(of: OTLPProtobuf.encodeTraces(single)))
      }
    }
  }

  /// FNV-1a with 128 bits (draft-eastlake-fnv).
  private static func hash(of bytes: [UInt8]) -> UInt128 {
    let prime = UInt128(1) << 88 | 0x13B
    var hash: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
    for byte in bytes { hash = (hash ^ UInt128(byte)) &* prime }
    return hash
  }
}
