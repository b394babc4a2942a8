package import TelemetryModel

/// A span that stands for others of its series: from a point of a graph, it leads to a trace.
package struct Exemplar: Hashable, Sendable, BitwiseCopyable {
  package let traceID: TraceID
  package let spanID: SpanID
  package let durationNanoseconds: UInt64

  package init(traceID: TraceID, spanID: SpanID, durationNanoseconds: UInt64) {
    self.traceID = traceID
    self.spanID = spanID
    self.durationNanoseconds = durationNanoseconds
  }

  /// Decides between exemplars that are equally good, so that the order of merging does not.
  private func precedes(_ other: Exemplar) -> Bool { (traceID, spanID) < (other.traceID, other.spanID) }

  func isSlower(than other: Exemplar) -> Bool {
    if durationNanoseconds != other.durationNanoseconds { return durationNanoseconds > other.durationNanoseconds }
    return precedes(other)
  }

  func isNearer(to duration: Double, than other: Exemplar) -> Bool {
    let own = abs(Double(durationNanoseconds) - duration)
    let others = abs(Double(other.durationNanoseconds) - duration)
    return own != others ? own < others : precedes(other)
  }
}

/// The exemplars of a series; the same span may stand in several places.
package struct Exemplars: Hashable, Sendable {
  package internal(set) var slowest: Exemplar?
  /// The slowest call that failed.
  package internal(set) var error: Exemplar?
  /// The call nearest the median; after merging, the nearer one of two.
  package internal(set) var typical: Exemplar?

  package init() {}

  var isEmpty: Bool { slowest == nil && error == nil && typical == nil }

  /// - Parameter median: that of all calls together.
  package mutating func merge(_ other: Exemplars, median: Double) {
    slowest = Self.better(slowest, other.slowest) { $0.isSlower(than: $1) }
    error = Self.better(error, other.error) { $0.isSlower(than: $1) }
    typical = Self.better(typical, other.typical) { $0.isNearer(to: median, than: $1) }
  }

  private static func better(
    _ left: Exemplar?, _ right: Exemplar?, by isBetter: (Exemplar, Exemplar) -> Bool
  ) -> Exemplar? {
    guard let left, let right else { return left ?? right }
    return isBetter(right, left) ? right : left
  }
}
