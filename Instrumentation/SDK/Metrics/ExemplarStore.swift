import Tracing

/// A measurement that names the span it was made in.
struct Exemplar: Sendable {
  let value: Double
  let nanoseconds: UInt64
  let traceHigh: UInt64
  let traceLow: UInt64
  let span: UInt64
}

/// One exemplar for each bucket of a histogram, taken anew after every collection.
///
/// To find out which span is active costs more than to count a measurement, so not every one is asked: the first few after
/// a collection, then some, until the bucket has one.
struct ExemplarStore: Sendable {
  /// Empty, or one for each bucket.
  private var exemplars: [Exemplar?] = []
  private var attemptCount = 0

  private static let eagerAttemptCount = 64

  /// Whether to look for the active span of a measurement.
  ///
  /// - Parameter count: Of the measurements in its bucket.
  @inline(__always)
  mutating func isWanted(bucket: Int, count: UInt64) -> Bool {
    guard attemptCount < Self.eagerAttemptCount || count & 63 == 0 else { return false }
    guard exemplars.isEmpty || exemplars[bucket] == nil else { return false }
    attemptCount += 1
    return true
  }

  mutating func set(_ exemplar: Exemplar, bucket: Int, of bucketCount: Int) {
    if exemplars.isEmpty { exemplars = Array(repeating: nil, count: bucketCount) }
    exemplars[bucket] = exemplar
  }

  /// What there is, leaving nothing.
  mutating func taken() -> [Exemplar] {
    attemptCount = 0
    defer { exemplars = [] }
    return exemplars.compactMap(\.self)
  }
}

extension Exemplar {
  /// `nil` where no sampled span is active.
  init?(_ value: Double) {
    guard let node = ServiceContext.current?.traceNode, node.identity.isValid, node.identity.isSampled else {
      return nil
    }
    self.init(
      value: value, nanoseconds: DefaultTracerClock.now.nanosecondsSinceEpoch, traceHigh: node.identity.traceHigh,
      traceLow: node.identity.traceLow, span: node.identity.span)
  }
}

extension WireBuffer {
  /// Field 8 of a `HistogramDataPoint`.
  mutating func exemplar(_ exemplar: Exemplar) {
    let message = beginMessage(0x42)
    field(0x11, fixed64: exemplar.nanoseconds)
    field(0x19, double: exemplar.value)
    byte(0x22)
    byte(8)
    bigEndian(exemplar.span)
    byte(0x2A)
    byte(16)
    bigEndian(exemplar.traceHigh)
    bigEndian(exemplar.traceLow)
    endMessage(message)
  }
}
