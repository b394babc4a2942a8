/// Samples a trace when the random bits of its ID are not below a threshold.
struct RatioSampler: Sendable {
  /// One more than the largest value of the 56 random bits of a trace ID.
  static let range: UInt64 = 1 << 56

  /// From 0, everything, to 2^56, nothing.
  let threshold: UInt64
  private let alone: Carried

  init(_ ratio: Double) {
    let ratio = ratio.isNaN ? 0 : min(max(ratio, 0), 1)
    threshold = Self.range - UInt64(ratio * Double(Self.range))
    alone = Carried(traceState: TraceState.setting(threshold: threshold, in: ""))
  }

  func decide(parent: TraceIdentity?, traceLow: UInt64) -> SamplingDecision {
    // An explicit random value in the tracestate stands for the bits of an ID that is not random.
    let explicit = parent?.carried.flatMap { TraceState.randomValue(in: $0.traceState) }
    let random = explicit ?? traceLow & (Self.range - 1)
    return random >= threshold ? .sample(.set(threshold, alone: alone)) : .drop
  }
}
