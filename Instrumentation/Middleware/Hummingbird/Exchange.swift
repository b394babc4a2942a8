import CoreMetrics
import Hummingbird
import Logging
import Skein
import Synchronization
import Tracing

/// One request and its answer, from the first byte to the last: ends the span, once, when the answer has been written.
final class Exchange: Sendable {
  private struct State {
    var status = 500
    var route: String?
    var path = ""
    var isEnded = false
  }

  private let span: SkeinSpan
  private let method: String
  private let metrics: RequestMetrics
  private let logger: Logger?
  private let startedAt = ContinuousClock.now
  private let state = Mutex(State())

  init(span: SkeinSpan, method: String, metrics: RequestMetrics, logger: Logger?) {
    self.span = span
    self.method = method
    self.metrics = metrics
    self.logger = logger
    metrics.active(method: method).increment(by: 1)
  }

  /// An answer that is never written, because its caller has gone, still ends.
  deinit { end() }

  /// The handler has thrown: an error of the server, unless it says that the request was at fault.
  func failed(with error: any Error) {
    if ((error as? any HTTPResponseError)?.status.code ?? 500) >= 500 { span.recordError(error) }
  }

  func answered(_ status: Int, route: String?, path: String) {
    state.withLock { state in
      state.status = status
      state.route = route
      state.path = path
    }
    if let route { span.operationName = (method == "_OTHER" ? "HTTP" : method) + " " + route }
    span.updateAttributes { attributes in
      attributes.set("http.response.status_code", value: .int64(Int64(status)))
      if let route { attributes.set("http.route", value: .string(route)) }
      if status >= 500, attributes.get("error.type") == nil {
        attributes.set("error.type", value: .string(String(status)))
      }
    }
    // A client's mistake is no error of the server.
    if status >= 500 { span.setStatus(SpanStatus(code: .error)) }
  }

  /// The same body, which ends the exchange when it has been written.
  func ending(with body: ResponseBody) -> ResponseBody {
    ResponseBody(contentLength: body.contentLength) { writer in
      defer { self.end() }
      do {
        try await body.write(writer)
      } catch {
        self.span.recordError(error)
        self.span.setStatus(SpanStatus(code: .error))
        throw error
      }
    }
  }

  private func end() {
    let ended: State? = state.withLock { state in
      if state.isEnded { return nil }
      state.isEnded = true
      return state
    }
    guard let ended else { return }
    let duration = ContinuousClock.now - startedAt
    metrics.active(method: method).decrement(by: 1)
    let nanoseconds = duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
    metrics.record(
      .init(method: method, route: ended.route, status: ended.status), nanoseconds: nanoseconds)
    log(ended, milliseconds: Double(nanoseconds) / 1e6)
    span.end()
  }

  private func log(_ ended: State, milliseconds: Double) {
    guard let logger else { return }
    ServiceContext.withValue(span.context) {
      logger.log(
        level: ended.status >= 500 ? .error : .info, "\(method) \(ended.path) \(ended.status)",
        metadata: [
          "http.request.method": .string(method), "url.path": .string(ended.path),
          "http.route": .string(ended.route ?? ""), "http.response.status_code": .stringConvertible(ended.status),
          "duration_ms": .stringConvertible(milliseconds),
        ])
    }
  }
}
