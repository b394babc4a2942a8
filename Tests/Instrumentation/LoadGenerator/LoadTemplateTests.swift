import CorpusGenerator
import OTLPFormat
import TelemetryModel
import Testing

@Suite("A load corpus")
struct LoadTemplateTests {
  private static let run = "run-1"

  private func corpus(
    _ shape: LoadShape, _ signals: Set<OTLPSignal> = Set(OTLPSignal.allCases), spanCount: Int = 600,
    encoding: OTLPEncoding = .protobuf
  ) throws -> LoadCorpus {
    try LoadCorpus.generate(
      shape, signals: signals, spanCount: spanCount, batchSpanCount: 128, seed: 5, run: Self.run, encoding: encoding)
  }

  private func spans(_ corpus: LoadCorpus, round: LoadRound, _ encoding: OTLPEncoding = .protobuf) throws -> [Span] {
    try corpus.templates.filter { $0.signal == .traces }.flatMap { template in
      let body = template.body(in: round)
      return switch encoding {
      case .protobuf: try OTLPProtobuf.decodeTraces(body).batch.spans
      case .json: try OTLPJSON.decodeTraces(body).batch.spans
      }
    }
  }

  @Test("holds the spans of its shape, at most as many as asked for", arguments: LoadShape.allCases)
  func counts(shape: LoadShape) throws {
    let spans = try spans(try corpus(shape, [.traces]), round: LoadRound(seed: 1, index: 0, timeShift: 0))
    #expect(spans.count == 600)
    #expect(Set(spans.map(\.spanID)).count == 600)
  }

  @Test("has 10,000 children of one root, or 10,000 levels")
  func extremes() throws {
    let round = LoadRound(seed: 1, index: 0, timeShift: 0)
    let wide = try spans(try corpus(.wide, [.traces], spanCount: 20_000), round: round)
    #expect(wide.count == 10_001)
    #expect(wide.dropFirst().allSatisfy { $0.parentSpanID == wide[0].spanID && $0.traceID == wide[0].traceID })
    let deep = try spans(try corpus(.deep, [.traces], spanCount: 20_000), round: round)
    #expect(deep.count == 10_000)
    #expect(deep.dropFirst().map(\.parentSpanID) == deep.dropLast().map(\.spanID))
  }

  @Test("is the same in both encodings", arguments: LoadShape.allCases)
  func encodings(shape: LoadShape) throws {
    let round = LoadRound(seed: 9, index: 3, timeShift: 77_000_000_000)
    let protobuf = try spans(try corpus(shape), round: round)
    #expect(try spans(try corpus(shape, encoding: .json), round: round, .json) == protobuf)
  }

  @Test("keeps all that belongs together together in every round")
  func consistency() throws {
    let corpus = try corpus(.shop)
    let original = SyntheticShop.spans(seed: 5, spanCount: 600)
    for index in 0..<3 {
      let round = LoadRound(seed: 1, index: index, timeShift: UInt64(index) * 1_000)
      let spans = try spans(corpus, round: round)
      #expect(spans.map { $0.durationNanoseconds } == original.map { $0.durationNanoseconds })
      #expect(spans.map(\.startTime.nanoseconds) == original.map { $0.startTime.nanoseconds + UInt64(index) * 1_000 })
      #expect(structure(of: spans) == structure(of: original))
      #expect(Set(spans.map(\.traceID)).isDisjoint(with: original.map(\.traceID)))
      #expect(spans.map(\.traceID) == original.map { round.traceID($0.traceID) })
    }
  }

  /// Of each span the place of its parent and the place of the first span of its trace.
  private func structure(of spans: [Span]) -> [[Int?]] {
    spans.map { span in
      [
        spans.firstIndex { $0.spanID == span.parentSpanID }, spans.firstIndex { $0.traceID == span.traceID },
      ]
    }
  }

  @Test("gives no two rounds, and no two runs, an ID in common")
  func freshness() throws {
    let corpus = try corpus(.hostile)
    var ids: Set<SpanID> = []
    var names: Set<String> = []
    for (seed, index) in [(1, 0), (1, 1), (1, 2), (2, 0)] as [(UInt64, Int)] {
      let spans = try spans(corpus, round: LoadRound(seed: seed, index: index, timeShift: 0))
      ids.formUnion(spans.map(\.spanID))
      names.formUnion(spans.map(\.name))
    }
    #expect(ids.count == 4 * 600)
    #expect(names.count == 4 * 600)
  }

  @Test("has log records at its spans, and points of their instances", arguments: OTLPEncoding.allCases)
  func derived(encoding: OTLPEncoding) throws {
    let corpus = try corpus(.shop, encoding: encoding)
    let round = LoadRound(seed: 4, index: 2, timeShift: 5_000)
    let spans = try spans(corpus, round: round, encoding)
    let owners = Dictionary(spans.map { ($0.spanID, $0) }, uniquingKeysWith: { first, _ in first })
    var (records, points): ([LogRecord], [MetricPoint]) = ([], [])
    for template in corpus.templates {
      let body = template.body(in: round)
      switch (template.signal, encoding) {
      case (.logs, .protobuf): records += try OTLPProtobuf.decodeLogs(body).records
      case (.logs, .json): records += try OTLPJSON.decodeLogs(body).records
      case (.metrics, .protobuf): points += try OTLPProtobuf.decodeMetrics(body).batch.points
      case (.metrics, .json): points += try OTLPJSON.decodeMetrics(body).batch.points
      case (.traces, _): break
      }
    }
    #expect(records.count >= 300)
    for record in records {
      let span = try #require(owners[record.spanID])
      #expect(record.traceID == span.traceID && record.time == span.endTime && record.resource == span.resource)
    }
    #expect(points.count > 100)
    let run = Attribute(LoadCorpus.runKey, .string(Self.run))
    #expect(points.allSatisfy { $0.metric.resource.attributes.contains(run) })
    let moments = Set(spans.map(\.endTime))
    #expect(points.allSatisfy { moments.contains($0.time) })
  }

  @Test(
    "sends moments that nobody can have meant, and IDs that are not set, as they are", arguments: OTLPEncoding.allCases)
  func oddities(encoding: OTLPEncoding) throws {
    var corpus = LoadCorpus(run: Self.run, encoding: encoding)
    var span = SyntheticShop.spans(seed: 1, spanCount: 1)[0]
    span.startTime = Timestamp(nanoseconds: 0)
    span.endTime = Timestamp(nanoseconds: 12)
    span.parentSpanID = .none
    try corpus.append(SpanBatch([span]))
    try corpus.append(LogBatch([LogRecord(time: Timestamp(nanoseconds: 0), body: .string("no trace"))]))
    #expect(!corpus.movesAllTimes)
    let round = LoadRound(seed: 1, index: 0, timeShift: 1_000)
    let sent = try #require(try spans(corpus, round: round, encoding).first)
    #expect(sent.startTime == span.startTime && sent.endTime == span.endTime && sent.parentSpanID == .none)
    let body = corpus.templates[1].body(in: round)
    let record = try (encoding == .json ? OTLPJSON.decodeLogs(body) : OTLPProtobuf.decodeLogs(body)).records[0]
    #expect(record.traceID == .invalid && record.spanID == .none)
  }

  @Test("that looks like the generator's own marks is sent right all the same", arguments: OTLPEncoding.allCases)
  func adversarialData(encoding: OTLPEncoding) throws {
    var span = SyntheticShop.spans(seed: 1, spanCount: 1)[0]
    span.attributes = [
      Attribute("hex", .string("f1c79a3500000000")), Attribute("decimal", .string("1629925300000000000")),
      Attribute("bytes", .bytes([0xF1, 0xC7, 0x9A, 0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0x35, 0x9A, 0xC7, 0xF1])),
    ]
    var corpus = LoadCorpus(run: Self.run, encoding: encoding)
    try corpus.append(SpanBatch([span]))
    let sent = try #require(try spans(corpus, round: LoadRound(seed: 1, index: 0, timeShift: 0), encoding).first)
    #expect(sent.attributes == span.attributes)
    #expect(sent.startTime == span.startTime)
  }
}

extension SyntheticShop {
  /// The spans of all requests, in the order in which they are sent.
  fileprivate static func spans(seed: UInt64, spanCount: Int) -> [Span] {
    var shop = SyntheticShop(seed: seed)
    return shop.requests(spanCount: spanCount, batchSpanCount: 128).flatMap(\.spans)
  }
}

extension Span {
  fileprivate var durationNanoseconds: UInt64 { endTime.nanoseconds(since: startTime) }
}
