import CoreMetrics
import Skein
import Tracing

extension TracedMessaging {
  enum OperationType: String {
    case send
    case process
  }

  func set(
    _ operation: String, _ type: OperationType, _ destination: String, _ message: Message, _ consumerGroup: String?,
    on span: SkeinSpan
  ) {
    guard span.isRecording else { return }
    let conversation = span.context.correlationID
    span.updateAttributes { attributes in
      attributes.set("messaging.system", value: .string(system))
      attributes.set("messaging.operation.name", value: .string(operation))
      attributes.set("messaging.operation.type", value: .string(type.rawValue))
      attributes.set("messaging.destination.name", value: .string(destination))
      if let id = message.id { attributes.set("messaging.message.id", value: .string(id)) }
      if let count = message.bodyByteCount {
        attributes.set("messaging.message.body.size", value: .int64(Int64(count)))
      }
      if let conversation { attributes.set("messaging.message.conversation_id", value: .string(conversation)) }
      if let consumerGroup { attributes.set("messaging.consumer.group.name", value: .string(consumerGroup)) }
    }
  }

  /// Runs work under a span, ends it, and counts how long it took.
  func run<Result>(
    _ span: SkeinSpan, _ metric: String, _ operation: String, _ destination: String,
    isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Result
  ) async rethrows -> Result {
    let startedAt = ContinuousClock.now
    var errorType: String?
    defer {
      span.end()
      var dimensions = [
        ("messaging.system", system), ("messaging.operation.name", operation),
        ("messaging.destination.name", destination),
      ]
      if let errorType { dimensions.append(("error.type", errorType)) }
      let duration = (ContinuousClock.now - startedAt).components
      telemetry.metricsFactory.makeTimer(label: metric, dimensions: dimensions)
        .recordNanoseconds(duration.seconds * 1_000_000_000 + duration.attoseconds / 1_000_000_000)
    }
    do {
      return try await ServiceContext.withValue(span.context) { try await work() }
    } catch {
      errorType = String(reflecting: type(of: error))
      span.recordError(error)
      span.setStatus(SpanStatus(code: .error))
      throw error
    }
  }
}
