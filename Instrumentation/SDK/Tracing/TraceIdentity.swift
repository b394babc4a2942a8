/// Which span of which trace, and what travels along: what propagation is about.
struct TraceIdentity: Sendable {
  var traceHigh: UInt64
  var traceLow: UInt64
  var span: UInt64
  /// W3C's flags: bit 0 sampled, bit 1 random trace ID.
  var flags: UInt8
  /// It came from another process.
  var isRemote: Bool
  var carried: Carried?

  static let sampledFlag: UInt8 = 1
  static let randomFlag: UInt8 = 2

  /// No trace: only what is carried.
  static func none(_ carried: Carried?) -> TraceIdentity {
    TraceIdentity(traceHigh: 0, traceLow: 0, span: 0, flags: 0, isRemote: false, carried: carried)
  }

  @inline(__always)
  var isValid: Bool { traceHigh | traceLow != 0 && span != 0 }
  @inline(__always)
  var isSampled: Bool { flags & Self.sampledFlag != 0 }

  var traceID: String { HexDigits.text(high: traceHigh, low: traceLow) }
  var spanID: String { HexDigits.text(span) }
}

/// What travels with a trace through all its spans, shared by them.
final class Carried: Sendable {
  /// `tracestate` as it is sent on; empty when there is none.
  let traceState: String
  let baggage: Baggage
  let correlationID: String?

  init(traceState: String = "", baggage: Baggage = Baggage(), correlationID: String? = nil) {
    self.traceState = traceState
    self.baggage = baggage
    self.correlationID = correlationID
  }

  static let nothing = Carried()

  var isEmpty: Bool { traceState.isEmpty && baggage.isEmpty && correlationID == nil }

  func with(traceState: String) -> Carried {
    Carried(traceState: traceState, baggage: baggage, correlationID: correlationID)
  }
}
