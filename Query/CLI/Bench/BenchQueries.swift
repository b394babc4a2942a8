import CorpusGenerator
import QueryEngine
import SegmentStore
import TelemetryModel
import TelemetryStorage

/// Asks a settled store in this process, on one thread.
///
/// The file is in the page cache of the system. "Cold" means that nothing of the store is
/// kept in memory but its catalog: each segment is read and opened anew.
struct BenchQueries {
  struct Figure: Sendable {
    let name: String
    /// In milliseconds; `nil` without a bar.
    let bar: Double?
    var seconds: [Double] = []

    func milliseconds(_ share: Double) -> Double {
      let sorted = seconds.sorted()
      return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] * 1e3
    }
  }

  private static let queryCount = 100
  private static let searchLimit = 20
  /// After so many seconds a question is not asked any more, once it was asked a few times.
  private static let longestSeconds = 10.0
  private static let leastCount = 5

  let samples: BenchSamples
  private var random: SplitMix64

  init(_ samples: BenchSamples, seed: UInt64) {
    self.samples = samples
    random = SplitMix64(state: seed)
  }

  mutating func run(database: String) throws -> [Figure] {
    var figures = try traces(database)
    let store = try SegmentStore.openReadOnly(path: database)
    defer { store.close() }
    let engine = QueryEngine(source: store)
    figures += try searches().map { name, queries in
      try measure("search by \(name)", bar: 10, queries) { query in _ = try engine.search(query) }
    }
    figures.append(
      try measure("services", bar: 1, Array(0..<Self.queryCount)) { _ in _ = try engine.services() })
    figures.append(
      try measure("operations", bar: 1, pick(samples.services)) { _ = try engine.operations(service: $0) })
    figures.append(
      try measure("a condition on \(samples.commonKey) over everything", bar: 2_000, Array(0..<5)) { number in
        try Self.scan(store, .attribute(samples.commonKey, .compare(.less, .string(" \(number)")), on: .span))
      })
    return figures
  }

  private mutating func traces(_ database: String) throws -> [Figure] {
    let ids = pick(samples.traces)
    var options = StoreOptions()
    options.openedSegmentByteCount = 0
    let cold = try SegmentStore.openReadOnly(path: database, options: options)
    defer { cold.close() }
    let warm = try SegmentStore.openReadOnly(path: database)
    defer { warm.close() }
    return [
      try measure("trace by ID, cold", bar: 5, ids) { _ = try cold.trace($0) },
      try measure("trace by ID, opened before", bar: 1, ids, prepare: { _ = try warm.trace($0) }) {
        _ = try warm.trace($0)
      },
    ]
  }

  /// Every search has an end of its own, so that no two are the same.
  private mutating func searches() -> [(name: String, queries: [TraceQuery])] {
    let services = pick(samples.services)
    let tags = pick(samples.uniqueTags)
    let ends = (0..<Self.queryCount).map { _ in end() }
    let error = TraceQuery.Tag("http.response.status_code", "500")
    return [
      ("service", zip(services, ends).map { query(service: $0, until: $1) }),
      ("status code 500", ends.map { query(tags: [error], until: $0) }),
      ("duration >= 1 s", ends.map { query(durationNanoseconds: 1_000_000_000 ... .max, until: $0) }),
      ("a value of one trace", tags.map { query(tags: [.init($0.key, $0.value)], until: samples.end) }),
      ("a value of no trace", tags.map { query(tags: [.init($0.key, $0.value + "-none")], until: samples.end) }),
    ]
  }

  private func query(
    service: String? = nil, tags: [TraceQuery.Tag] = [], durationNanoseconds: ClosedRange<UInt64>? = nil,
    until end: Timestamp
  ) -> TraceQuery {
    TraceQuery(
      service: service, tags: tags, durationNanoseconds: durationNanoseconds,
      timeRange: TimeRange(start: samples.start, end: max(samples.start, end)) ?? .all,
      limit: TraceLimit(Self.searchLimit) ?? .default)
  }

  /// A moment in the later nine tenths of the corpus.
  private mutating func end() -> Timestamp {
    let length = samples.end.nanoseconds - min(samples.start.nanoseconds, samples.end.nanoseconds)
    return Timestamp(nanoseconds: samples.end.nanoseconds - UInt64(Double(length) * 0.9 * random.nextUnit()))
  }

  private mutating func pick<Element>(_ elements: [Element]) -> [Element] {
    if elements.isEmpty { return [] }
    return (0..<Self.queryCount).map { _ in elements[Int(random.next(below: UInt64(elements.count)))] }
  }

  /// Looks at every span of the store.
  private static func scan(_ store: SegmentStore, _ condition: SpanCondition) throws {
    try store.scan(condition.requirements) { (portion) throws(StoreError) in
      try portion.matches(condition) { _ in .continue }
      return .continue
    }
  }

  private func measure<Input>(
    _ name: String, bar: Double?, _ inputs: [Input], prepare: (Input) throws -> Void = { _ in },
    _ body: (Input) throws -> Void
  ) rethrows -> Figure {
    var figure = Figure(name: name, bar: bar)
    let begin = ContinuousClock.now
    for input in inputs {
      let isLong = (ContinuousClock.now - begin) / .seconds(1) > Self.longestSeconds
      if isLong && figure.seconds.count >= Self.leastCount { break }
      try prepare(input)
      let start = ContinuousClock.now
      try body(input)
      figure.seconds.append((ContinuousClock.now - start) / .seconds(1))
    }
    return figure
  }
}
