import CoreMetrics
import Skein
import Synchronization

/// The metrics of a server: how long requests take, by route and outcome, and how many are under way.
final class RequestMetrics: Sendable {
  struct Outcome: Hashable, Sendable {
    let method: String
    let route: String?
    let status: Int
  }

  private struct State {
    var durations: [Outcome: any TimerHandler] = [:]
    var active: [String: any MeterHandler] = [:]
  }

  private let factory: SkeinMetricsFactory
  private let state = Mutex(State())

  init(_ factory: SkeinMetricsFactory) { self.factory = factory }

  func record(_ outcome: Outcome, nanoseconds: Int64) {
    let timer = state.withLock { state in
      if let known = state.durations[outcome] { return known }
      var dimensions = [
        ("http.request.method", outcome.method), ("url.scheme", "http"),
        ("http.response.status_code", String(outcome.status)),
      ]
      if let route = outcome.route { dimensions.append(("http.route", route)) }
      if outcome.status >= 500 { dimensions.append(("error.type", String(outcome.status))) }
      let timer = factory.makeTimer(label: "http.server.request.duration", dimensions: dimensions)
      state.durations[outcome] = timer
      return timer
    }
    timer.recordNanoseconds(nanoseconds)
  }

  func active(method: String) -> any MeterHandler {
    state.withLock { state in
      if let known = state.active[method] { return known }
      let meter = factory.makeMeter(
        label: "http.server.active_requests", dimensions: [("http.request.method", method), ("url.scheme", "http")])
      state.active[method] = meter
      return meter
    }
  }
}
