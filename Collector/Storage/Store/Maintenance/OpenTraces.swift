import SegmentFormat
import TelemetryModel

/// Which traces of a merge's sources go on in segments that it does not read, as far as the trace filters tell.
///
/// A fingerprint that two traces share takes a complete one for open: it waits for a later merge.
struct OpenTraces {
  /// Those that go on in ripe segments.
  private var continued = FingerprintSet()
  /// Those that go on in segments that are not ripe.
  private var unfinished = FingerprintSet()
  /// Traces that began to arrive earlier wait for no segment that is not ripe.
  private let patienceEnd: Timestamp

  init(nextRipe: some Sequence<SegmentEntry>, young: [SegmentEntry], patienceEnd: Timestamp) {
    self.patienceEnd = patienceEnd
    add(nextRipe)
    for segment in young { unfinished.formUnion(segment.traceFilter?.fingerprints ?? []) }
  }

  /// Adds segments that were to be read and were not.
  mutating func add(_ segments: some Sequence<SegmentEntry>) {
    for segment in segments { continued.formUnion(segment.traceFilter?.fingerprints ?? []) }
  }

  /// Whether a trace whose first span lies in `segment` goes on elsewhere.
  func contains(_ trace: TraceID, in segment: SegmentEntry) -> Bool {
    contains(TraceFilter.fingerprint(trace), in: segment)
  }

  private func contains(_ fingerprint: UInt32, in segment: SegmentEntry) -> Bool {
    continued.contains(fingerprint) || (segment.arrived > patienceEnd && unfinished.contains(fingerprint))
  }

  /// About which part of the spans of these segments belongs to open traces: as if all traces of a segment had equally
  /// many spans in it.
  func share(of segments: [SegmentEntry]) -> Double {
    var spanCount = 0.0
    var openCount = 0.0
    for segment in segments {
      spanCount += Double(segment.spanCount)
      guard let fingerprints = segment.traceFilter?.fingerprints, !fingerprints.isEmpty else { continue }
      let open = fingerprints.count { contains($0, in: segment) }
      openCount += Double(segment.spanCount) * Double(open) / Double(fingerprints.count)
    }
    return openCount / max(1, spanCount)
  }
}
