import Tracing

/// The least that any tracer does: what swift-distributed-tracing itself costs.
///
/// A span is an object that stores its attributes without a lock; nothing happens when it ends.
struct FloorTracer: Tracer {
  final class Span: Tracing.Span, @unchecked Sendable {
    let context: ServiceContext
    var operationName: String
    var attributes: SpanAttributes = [:]
    var isRecording: Bool { true }

    init(_ name: String, _ context: ServiceContext) {
      operationName = name
      self.context = context
    }

    func setStatus(_ status: SpanStatus) {}
    func addEvent(_ event: SpanEvent) {}
    func addLink(_ link: SpanLink) {}
    func recordError<Instant: TracerInstant>(
      _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {}
    func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) { _ = instant().nanosecondsSinceEpoch }
  }

  func startSpan<Instant: TracerInstant>(
    _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
    at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
  ) -> Span {
    _ = instant().nanosecondsSinceEpoch
    return Span(operationName, context())
  }

  func forceFlush() {}

  private enum Key: ServiceContextKey { typealias Value = Object }
  private final class Object: Sendable {}
  private let object = Object()

  /// Looks for four headers, and keeps an object that is already there.
  func extract<Carrier, Extract: Extractor>(
    _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
  ) where Extract.Carrier == Carrier {
    func has(_ key: String) -> Bool { extractor.extract(key: key, from: carrier) != nil }
    if has("traceparent"), !has("tracestate"), !has("baggage"), !has("X-Correlation-ID") { context[Key.self] = object }
  }

  func inject<Carrier, Inject: Injector>(
    _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
  ) where Inject.Carrier == Carrier {}
}
