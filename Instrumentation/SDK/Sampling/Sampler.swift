/// Decides which spans are recorded.
///
/// A span that is not recorded still passes its context on, so that a whole trace is sampled or none of it.
public struct Sampler: Sendable {
  indirect enum Kind: Sendable {
    case alwaysOn
    case alwaysOff
    case ratio(RatioSampler)
    case rateLimited(RateLimiter)
    case remote(RemoteSampler)
    case parentBased(Sampler)
  }

  let kind: Kind

  /// Every span.
  public static let alwaysOn = Sampler(kind: .alwaysOn)

  /// No span.
  public static let alwaysOff = Sampler(kind: .alwaysOff)

  /// A part of all traces, the same traces in every service that samples by trace ID.
  ///
  /// The chance is written into the tracestate (`ot=th:`), so that a reader can count what was not recorded.
  /// - Parameter ratio: From 0 to 1; less than 2^-56 is 0.
  public static func traceIDRatio(_ ratio: Double) -> Sampler { Sampler(kind: .ratio(RatioSampler(ratio))) }

  /// At most so many spans a second, and as many at once after a pause.
  public static func rateLimited(perSecond rate: Double) -> Sampler {
    Sampler(kind: .rateLimited(RateLimiter(perSecond: rate)))
  }

  /// What a collector says, in the form of Jaeger's `/sampling`: a probability, a rate, or probabilities by operation.
  ///
  /// - Parameters:
  ///   - url: Where to ask; `?service=` is added. `skein serve --sampling-strategies` answers on its OTLP port.
  ///   - interval: How often it is asked.
  ///   - initialRatio: The part of all traces to sample until there is an answer.
  public static func remote(
    _ url: String = "http://localhost:4318/sampling", interval: Duration = .seconds(60), initialRatio: Double = 0.001
  ) -> Sampler {
    Sampler(kind: .remote(RemoteSampler(url: url, interval: interval, initialRatio: initialRatio)))
  }

  /// What the parent decided, wherever it ran; a root asks another sampler.
  public static func parentBased(root: Sampler) -> Sampler { Sampler(kind: .parentBased(root)) }

  /// The collector to ask, if any.
  var remote: RemoteSampler? {
    switch kind {
    case .remote(let remote): remote
    case .parentBased(let root): root.remote
    default: nil
    }
  }

  func decide(parent: TraceIdentity?, traceLow: UInt64, name: String, at nanoseconds: UInt64) -> SamplingDecision {
    switch kind {
    case .alwaysOn: .sample(.keep)
    case .alwaysOff: .drop
    case .ratio(let ratio): ratio.decide(parent: parent, traceLow: traceLow)
    case .rateLimited(let limiter): limiter.take(at: nanoseconds) ? .sample(.erase) : .drop
    case .remote(let remote): remote.decide(traceLow: traceLow, name: name, at: nanoseconds)
    case .parentBased(let root):
      if let parent {
        parent.isSampled ? .sample(.keep) : .drop
      } else {
        root.decide(parent: nil, traceLow: traceLow, name: name, at: nanoseconds)
      }
    }
  }
}
