import TelemetryModel
import TelemetryStorage
import Testing

struct ScanPortionTests {
  private let spans = (0..<10_000).map {
    Span.test(trace: UInt64($0), UInt64($0), start: UInt64($0), name: "n\($0 % 2)")
  }

  private func portion() -> ScanPortion {
    ScanPortion(latestStart: Timestamp(nanoseconds: 9_999)) { SpanBatch(spans) }
  }

  @Test func `a portion without a search of its own is loaded and searched in slices`() throws {
    var slices: [[SpanMatch]] = []
    try portion().matches(.operation("n1")) { matches in
      slices.append(matches)
      return .continue
    }
    #expect(slices.map(\.count) == [2_048, 2_048, 904])
    #expect(slices.joined().map(\.start.nanoseconds) == stride(from: 1, to: 10_000, by: 2).map { UInt64($0) })
    #expect(slices[0][0] == SpanMatch(traceID: spans[1].traceID, spanID: spans[1].spanID, start: spans[1].startTime))
  }

  @Test func `slices without matches are handed over, too, until the visitor stops`() throws {
    var counts: [Int] = []
    try portion().matches(.spanID(SpanID(rawValue: 5_000))) { matches in
      counts.append(matches.count)
      return counts.count == 2 ? .stop : .continue
    }
    #expect(counts == [0, 1])
  }

  @Test func `a portion with a search of its own is not loaded`() throws {
    let match = SpanMatch(
      traceID: TraceID(high: 0, low: 1), spanID: SpanID(rawValue: 2), start: Timestamp(nanoseconds: 3))
    let portion = ScanPortion(
      latestStart: Timestamp(nanoseconds: 3),
      search: { condition, visit in
        #expect(condition == .hasParent)
        _ = visit([match])
      },
      read: { () throws(StoreError) in throw StoreError(.corrupt, "loaded") })
    var found: [SpanMatch] = []
    try portion.matches(.hasParent) { matches in
      found += matches
      return .continue
    }
    #expect(found == [match])
  }
}
