/// Whether a span is recorded, and what its tracestate says about the chance that it had.
enum SamplingDecision: Sendable {
  case drop
  case sample(SamplingThreshold)
}

/// What happens to the member `ot=th:` of a tracestate, from which readers compute how many spans one stands for.
///
/// OpenTelemetry's "TraceState: Probability Sampling": a trace is sampled when the 56 random bits of its ID are not
/// below the rejection threshold, so a span stands for 2^56 / (2^56 - threshold) spans.
enum SamplingThreshold: Sendable {
  /// Nothing was decided here, or with a probability of one: what is there holds.
  case keep
  /// The chance is not known.
  case erase
  /// The decision was made with this threshold; the carried values are those of a trace that carries nothing else.
  case set(UInt64, alone: Carried)

  @inline(__always)
  func apply(to carried: Carried?) -> Carried? {
    switch self {
    case .keep: carried
    case .set(_, let alone) where carried == nil: alone
    default: edited(carried)
    }
  }

  private func edited(_ carried: Carried?) -> Carried? {
    guard let carried else { return nil }
    let threshold: UInt64? = if case .set(let value, _) = self { value } else { nil }
    let edited = TraceState.setting(threshold: threshold, in: carried.traceState)
    return edited == carried.traceState ? carried : carried.with(traceState: edited)
  }
}
