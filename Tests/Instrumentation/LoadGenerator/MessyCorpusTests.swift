import CorpusGenerator
import OTLPFormat
import TelemetryModel
import Testing

@Suite("The messy corpus")
struct MessyCorpusTests {
  private static let spanCount = 60_000
  private static let requests = Array(MessyCorpus(seed: 1, spanCount: spanCount))
  private static let spans = requests.flatMap(\.spans)

  private struct Identity: Hashable {
    let traceID: TraceID
    let spanID: SpanID
    let kind: SpanKind
    let name: String
  }

  private static let identities = spans.map {
    Identity(traceID: $0.traceID, spanID: $0.spanID, kind: $0.kind, name: $0.name)
  }

  @Test("is the same again for the same seed, and another one for another")
  func seeds() {
    func bytes(_ seed: UInt64) -> [[UInt8]] {
      MessyCorpus(seed: seed, spanCount: 3_000).map { OTLPProtobuf.encodeTraces($0) }
    }
    #expect(bytes(7) == bytes(7))
    #expect(bytes(7) != bytes(8))
  }

  @Test("has as many different spans as asked for, and sends some of them twice")
  func counts() {
    let different = Set(Self.spans).count
    #expect(different == Self.spanCount)
    let extra = Self.spans.count - different
    #expect((60...3_000).contains(extra), "\(extra)")
  }

  @Test("survives OTLP")
  func travels() throws {
    for request in Self.requests.prefix(500) {
      #expect(try OTLPProtobuf.decodeTraces(OTLPProtobuf.encodeTraces(request)).batch.spans == request.spans)
    }
  }

  @Test("has requests of one span beside requests of hundreds")
  func requestSizes() {
    #expect(Self.requests.count { $0.count == 1 } > 1_000)
    #expect(Self.requests.contains { $0.count == 512 })
  }

  @Test("has traces of one span and a trace of 20,000")
  func traceSizes() {
    var sizes: [TraceID: Int] = [:]
    for identity in Set(Self.identities) { sizes[identity.traceID, default: 0] += 1 }
    #expect(sizes.values.max() ?? 0 > 19_000)
    #expect(sizes.values.count { $0 == 1 } > 500)
  }

  @Test("has many services and far more operations")
  func cardinality() {
    let services = Set(Self.requests.flatMap { batch in batch.resources.map { batch.strings.text($0.serviceName) } })
    #expect(services.count > 100)
    #expect(Set(Self.spans.map(\.name)).count > 5_000)
    #expect(Set(Self.spans.flatMap { $0.attributes.map(\.key) }).count > 1_000)
  }

  @Test("shares span IDs, and has spans that come minutes late, without parents, without times and backwards")
  func irregularities() {
    struct ID: Hashable {
      let traceID: TraceID
      let spanID: SpanID
    }
    let ids = Set(Self.spans.map { ID(traceID: $0.traceID, spanID: $0.spanID) })
    #expect(ids.count < Set(Self.identities).count)
    #expect(
      Self.spans.count { $0.parentSpanID.isValid && !ids.contains(ID(traceID: $0.traceID, spanID: $0.parentSpanID)) }
        > 100)
    #expect(Self.spans.contains { $0.startTime.nanoseconds == 0 })
    #expect(Self.spans.contains { $0.endTime < $0.startTime })
    #expect(Self.spans.count { $0.startTime.nanoseconds % 1_000_000 == 0 } > 5_000)
    var latest: UInt64 = 0
    var late = 0
    for span in Self.spans {
      latest = max(latest, span.startTime.nanoseconds)
      if latest > span.endTime.nanoseconds + 30_000_000_000 { late += 1 }
    }
    #expect(late > 20, "\(late)")
  }

  @Test("has every kind of attribute value, long texts and stack traces")
  func values() {
    var kinds: Set<AttributeKind> = []
    for batch in Self.requests { kinds.formUnion(batch.shapes.slots.map(\.kind)) }
    #expect(kinds == Set(AttributeKind.allCases))
    #expect(
      Self.requests.contains { batch in
        (0..<batch.strings.count).contains { batch.strings.byteCount(of: UInt32($0)) > 3_000 }
      })
    #expect(Self.spans.contains { $0.events.contains { $0.attributes.contains { $0.key == "exception.stacktrace" } } })
  }
}

@Suite("The synthetic shop")
struct SyntheticShopTests {
  @Test("makes requests of as many spans as asked for, the same again for the same seed")
  func requests() {
    func bytes() -> [[UInt8]] {
      var shop = SyntheticShop(seed: 42)
      let requests = shop.requests(spanCount: 5_000, batchSpanCount: 100)
      #expect(requests.reduce(0) { $0 + $1.count } == 5_000)
      #expect(requests.allSatisfy { $0.count <= 100 })
      return requests.map { OTLPProtobuf.encodeTraces($0) }
    }
    #expect(bytes() == bytes())
  }
}
