import TelemetryModel

/// Single traces of the shapes that break drawings, recursions and quadratic loops.
struct ExtremeTraces {
  private static let start: UInt64 = 1_700_000_000_000_000_000
  private static let rootNanoseconds: UInt64 = 2_000_000_000

  private let traceID: TraceID
  private let firstSpanID: UInt64

  init(seed: UInt64) {
    var random = SplitMix64(state: seed)
    traceID = TraceID(high: random.next(), low: random.next())
    firstSpanID = random.next() >> 1
  }

  /// A root and its children, one beginning after the other.
  func wide(_ spanCount: Int) -> [Span] {
    let gap = Self.rootNanoseconds / UInt64(spanCount)
    return (0..<spanCount).map { index in
      guard index > 0 else { return span(0, below: nil, "gateway", "POST /import", 0..<Self.rootNanoseconds) }
      let start = gap * UInt64(index - 1)
      return span(index, below: 0, "importer", "store item", start..<start + gap)
    }
  }

  /// Each span the only child of the one before.
  func deep(_ spanCount: Int) -> [Span] {
    let gap = Self.rootNanoseconds / UInt64(2 * spanCount + 1)
    return (0..<spanCount).map { index in
      let margin = gap * UInt64(index)
      return span(
        index, below: index > 0 ? index - 1 : nil, "recursion", index > 0 ? "visit node" : "POST /trees",
        margin..<Self.rootNanoseconds - margin)
    }
  }

  private func span(
    _ index: Int, below parent: Int?, _ service: String, _ name: String, _ nanoseconds: Range<UInt64>
  ) -> Span {
    Span(
      traceID: traceID, spanID: id(index), parentSpanID: parent.map(id) ?? .none, flags: 0x101, name: name,
      kind: parent == nil ? .server : .internal,
      startTime: Timestamp(nanoseconds: Self.start + nanoseconds.lowerBound),
      endTime: Timestamp(nanoseconds: Self.start + nanoseconds.upperBound),
      attributes: [Attribute("item.index", .int(Int64(index))), Attribute("item.kind", .string("leaf"))],
      resource: Resource(attributes: [Attribute("service.name", .string(service))]),
      scope: InstrumentationScope(name: "load"))
  }

  private func id(_ index: Int) -> SpanID { SpanID(rawValue: firstSpanID + UInt64(index) + 1) }
}
