package import OTLPFormat
package import TelemetryModel

/// What a load consists of: requests that are sent round after round, each time with fresh IDs and moments.
package struct LoadCorpus: Sendable {
  /// The attribute of every resource that says which run sent it: by it logs and points are counted when they are
  /// read back.
  package static let runKey = "skein.load.run"

  /// Names this run among all others.
  package let run: String
  package private(set) var templates: [LoadTemplate] = []
  /// The first and the last moment of the corpus, in nanoseconds since 1970; `nil` when there is none.
  package private(set) var times: ClosedRange<UInt64>?
  private let encoding: OTLPEncoding
  private var memoryByteCount = 0

  package init(run: String, encoding: OTLPEncoding) {
    self.run = run
    self.encoding = encoding
  }

  /// All rows of one round.
  package var rowCount: Int { templates.reduce(0) { $0 + $1.rowCount } }

  /// Whether the moments of all rows are moved, so that a round lies between its first and its last.
  package var movesAllTimes: Bool {
    times.map { LoadMarker.movableTimes.contains($0.lowerBound) && LoadMarker.movableTimes.contains($0.upperBound) }
      ?? true
  }

  package mutating func append(_ batch: SpanBatch) throws(LoadError) { try add(batch) }
  package mutating func append(_ batch: LogBatch) throws(LoadError) { try add(batch) }
  package mutating func append(_ batch: MetricBatch) throws(LoadError) { try add(batch) }

  private mutating func add(_ batch: some LoadBatch) throws(LoadError) {
    if batch.isEmpty { return }
    var batch = batch
    batch.stampResources(Self.runKey, run)
    if let own = batch.times {
      times = min(times?.lowerBound ?? .max, own.lowerBound)...max(times?.upperBound ?? 0, own.upperBound)
    }
    let template = try LoadTemplate(batch, encoding: encoding)
    memoryByteCount += template.memoryByteCount
    guard memoryByteCount <= LoadLimits.corpusByteCount else {
      throw LoadError("what is to be sent takes more than \(LoadLimits.corpusByteCount) bytes; replay a smaller file")
    }
    templates.append(template)
  }

  /// What is added to the corpus' moments so that the last of them becomes `moment`.
  package func timeShift(endingAt moment: UInt64) -> UInt64 { moment &- (times?.upperBound ?? 0) }
}

extension LoadCorpus {
  /// A corpus of a generated shape.
  ///
  /// - Parameters:
  ///   - spanCount: at most so many spans a round.
  ///   - batchSpanCount: spans a request.
  package static func generate(
    _ shape: LoadShape, signals: Set<OTLPSignal>, spanCount: Int = LoadLimits.roundSpanCount, batchSpanCount: Int,
    seed: UInt64, run: String, encoding: OTLPEncoding
  ) throws(LoadError) -> LoadCorpus {
    var corpus = LoadCorpus(run: run, encoding: encoding)
    for request in shape.requests(seed: seed, spanCount: spanCount, batchSpanCount: batchSpanCount) {
      let derived = DerivedTelemetry(of: request.spans)
      if signals.contains(.traces) { try corpus.append(request) }
      if signals.contains(.logs) { try corpus.append(LogBatch(derived.records)) }
      if signals.contains(.metrics) { try corpus.append(MetricBatch(derived.points)) }
    }
    return corpus
  }
}
