/// What a collector tells a service about sampling, in the form of Jaeger's `/sampling`.
enum SamplingStrategy: Sendable {
  case probability(RatioSampler)
  case rate(RateLimiter)
  /// By the name of the root span; others by the default.
  case operations([String: RatioSampler], otherwise: RatioSampler)

  func decide(traceLow: UInt64, name: String, at nanoseconds: UInt64) -> SamplingDecision {
    switch self {
    case .probability(let ratio): ratio.decide(parent: nil, traceLow: traceLow)
    case .rate(let limiter): limiter.take(at: nanoseconds) ? .sample(.erase) : .drop
    case .operations(let operations, let otherwise):
      (operations[name] ?? otherwise).decide(parent: nil, traceLow: traceLow)
    }
  }
}
