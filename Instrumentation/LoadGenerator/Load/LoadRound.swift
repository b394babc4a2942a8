package import TelemetryModel

/// What makes one sending of a corpus differ from every other sending of it.
///
/// All requests of a round share it: IDs and moments that are equal, or belong together, stay so. IDs are combined with
/// a mask by exclusive or, which maps different ones to different ones.
package struct LoadRound: Sendable {
  private let traceHighMask: UInt64
  private let traceLowMask: UInt64
  private let spanMask: UInt64
  private let textMask: UInt64
  /// Added to every moment, modulo 2^64.
  private let timeShift: UInt64

  /// - Parameters:
  ///   - seed: of the run; no two runs should share one.
  ///   - index: of the round in its run.
  package init(seed: UInt64, index: Int, timeShift: UInt64) {
    var random = SplitMix64(state: seed ^ UInt64(truncatingIfNeeded: index) &* 0xD134_2543_DE82_EF95)
    traceHighMask = random.next()
    traceLowMask = random.next()
    spanMask = random.next()
    textMask = random.next()
    self.timeShift = timeShift
  }

  /// What an ID of the corpus is in this round.
  package func traceID(_ id: TraceID) -> TraceID {
    TraceID(high: id.high ^ traceHighMask, low: id.low ^ traceLowMask)
  }

  @inline(__always)
  func value(of field: LoadField, _ original: UInt64) -> UInt64 {
    switch field {
    case .traceHigh: original ^ traceHighMask
    case .traceLow: original ^ traceLowMask
    case .span: original ^ spanMask
    case .text: original ^ textMask
    case .time: original &+ timeShift
    }
  }
}

/// What differs from round to round, in 64 bits each.
enum LoadField: UInt8, Sendable, BitwiseCopyable {
  /// The first and the last eight bytes of a trace ID.
  case traceHigh, traceLow
  case span
  /// Nanoseconds since 1970.
  case time
  /// Sixteen hexadecimal digits inside a text (`LoadText`).
  case text
}

/// Numbers in names, keys and values that are other ones in every round.
enum LoadText {
  /// With these eight digits they begin.
  static let magic: UInt32 = 0x10AD_10AD

  /// Sixteen hexadecimal digits.
  static func number(_ index: Int) -> String {
    Hex.text(UInt64(magic) << 32 | UInt64(UInt32(truncatingIfNeeded: index)))
  }
}
