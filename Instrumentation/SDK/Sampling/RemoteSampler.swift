import Synchronization

/// Samples as a collector says, which is asked again and again.
final class RemoteSampler: Sendable {
  private struct State {
    var strategy: SamplingStrategy
    /// The answer that made it: the same answer again must not refill a rate's burst.
    var answer: [UInt8] = []
  }

  let url: String
  let interval: Duration
  private let state: Mutex<State>

  init(url: String, interval: Duration, initialRatio: Double) {
    self.url = url
    self.interval = interval
    state = Mutex(State(strategy: .probability(RatioSampler(initialRatio))))
  }

  func decide(traceLow: UInt64, name: String, at nanoseconds: UInt64) -> SamplingDecision {
    state.withLock { $0.strategy }.decide(traceLow: traceLow, name: name, at: nanoseconds)
  }

  /// Takes an answer of the collector; one that cannot be read changes nothing.
  func update(json: [UInt8]) {
    state.withLock { state in
      guard state.answer != json, let strategy = SamplingStrategy(json: json) else { return }
      state.strategy = strategy
      state.answer = json
    }
  }

  /// The URL that asks for the strategy of one service.
  func url(service: String) -> String {
    var encoded = ""
    for byte in service.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return url + (url.contains("?") ? "&" : "?") + "service=" + encoded
  }
}
