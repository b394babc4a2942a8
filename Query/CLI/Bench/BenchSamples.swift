import CorpusGenerator
import TelemetryModel

/// What to ask about a corpus: traces, services and values that it has, chosen with a seed.
struct BenchSamples: Sendable {
  struct Tag: Hashable, Sendable {
    let key: String
    let value: String
  }

  private static let traceCount = 400
  private static let longestValue = 256

  private(set) var traces: [TraceID] = []
  private(set) var services: [String] = []
  /// Values of a text attribute that occur in one trace only.
  private(set) var uniqueTags: [Tag] = []
  /// The key that most sampled spans have with a text.
  private(set) var commonKey = ""
  private(set) var start = Timestamp(nanoseconds: .max)
  private(set) var end = Timestamp(nanoseconds: 0)

  init(_ corpus: BenchCorpus, seed: UInt64) throws {
    var random = SplitMix64(state: seed)
    var spans: [Span] = []
    var seen: UInt64 = 0
    try corpus.forEachBatch { batch in
      for row in 0..<batch.count {
        start = min(start, batch.startTimes[row])
        end = max(end, batch.startTimes[row])
        seen += 1
        // Reservoir sampling (Vitter's algorithm R).
        if spans.count < Self.traceCount {
          spans.append(batch.span(at: row))
        } else if case let place = random.next(below: seen), place < UInt64(Self.traceCount) {
          spans[Int(place)] = batch.span(at: row)
        }
      }
    }
    traces = Set(spans.map(\.traceID)).sorted { ($0.high, $0.low) < ($1.high, $1.low) }
    var keys: [String: Int] = [:]
    var owners: [Tag: TraceID] = [:]
    var names: Set<String> = []
    for span in spans {
      for attribute in span.resource.attributes where attribute.key == "service.name" {
        if case .string(let name) = attribute.value { names.insert(name) }
      }
      for attribute in span.attributes {
        guard case .string(let value) = attribute.value else { continue }
        keys[attribute.key, default: 0] += 1
        if value.utf8.count <= Self.longestValue { owners[Tag(key: attribute.key, value: value)] = span.traceID }
      }
    }
    services = names.sorted()
    commonKey = keys.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? ""
    uniqueTags = try Self.unique(among: owners, in: corpus)
  }

  /// Those values that no other trace has anywhere.
  private static func unique(among owners: [Tag: TraceID], in corpus: BenchCorpus) throws -> [Tag] {
    var candidates: [[UInt8]: TraceID] = [:]
    for (tag, trace) in owners { candidates[Array(tag.value.utf8)] = trace }
    var shared: Set<[UInt8]> = []
    try corpus.forEachBatch { batch in
      for code in 0..<StringCode(batch.strings.count) {
        let text = Array(batch.strings[code])
        guard let owner = candidates[text] else { continue }
        for row in 0..<batch.count where batch.traceIDs[row] != owner && !shared.contains(text) {
          let list = batch.attributes[row]
          let payloads = batch.payloads[batch.payloadRange(of: list)]
          for (slot, payload) in zip(batch.shapes[list.shape], payloads)
          where slot.kind.isTableCode && payload == UInt64(code) {
            shared.insert(text)
          }
        }
      }
    }
    return owners.keys.filter { !shared.contains(Array($0.value.utf8)) }
      .sorted { ($0.key, $0.value) < ($1.key, $1.value) }
  }
}
