import CoreMetrics
public import Skein
import Tracing

/// Sending, receiving and processing messages as spans that tie the sides together, whatever broker carries them.
///
/// A producer's context goes along in the headers of a message; the span that processes it is a child of the
/// producer's, so that a request stays one tree across the broker. A batch has many producers and links to each.
/// Names and attributes are those of OpenTelemetry's semantic conventions for messaging; the correlation ID is the
/// conversation ID.
public struct TracedMessaging: Sendable {
  /// What is known of a message besides its destination.
  public struct Message: Sendable {
    public var headers: [String: String]
    public var id: String?
    public var bodyByteCount: Int?

    public init(headers: [String: String] = [:], id: String? = nil, bodyByteCount: Int? = nil) {
      self.headers = headers
      self.id = id
      self.bodyByteCount = bodyByteCount
    }
  }

  let telemetry: Telemetry
  let system: String

  /// - Parameter system: `messaging.system`: `kafka`, `rabbitmq`, or the name of one of your own.
  public init(_ telemetry: Telemetry, system: String) {
    self.telemetry = telemetry
    self.system = system
  }

  /// Runs the sending of a message.
  ///
  /// - Parameter work: Gets the message with the headers that carry the context; these are to be sent.
  public func send<Result>(
    _ message: Message, to destination: String, isolation: isolated (any Actor)? = #isolation,
    _ work: (Message) async throws -> Result
  ) async rethrows -> Result {
    let span = telemetry.tracer.startSpan("send \(destination)", ofKind: .producer)
    set("send", .send, destination, message, nil, on: span)
    var message = message
    telemetry.tracer.inject(span.context, into: &message.headers, using: MessageHeaders())
    return try await run(span, "messaging.client.operation.duration", "send", destination) { try await work(message) }
  }

  /// Runs the processing of one message: below its producer's span, with its baggage and its correlation ID.
  public func process<Result>(
    _ message: Message, from destination: String, consumerGroup: String? = nil,
    isolation: isolated (any Actor)? = #isolation, _ work: (SkeinSpan) async throws -> Result
  ) async rethrows -> Result {
    var context = ServiceContext.current ?? .topLevel
    telemetry.tracer.extract(message.headers, into: &context, using: MessageHeaders())
    telemetry.ensureCorrelationID(in: &context)
    let span = telemetry.tracer.startSpan("process \(destination)", context: context, ofKind: .consumer)
    set("process", .process, destination, message, consumerGroup, on: span)
    return try await run(span, "messaging.process.duration", "process", destination) { try await work(span) }
  }

  /// Runs the processing of several messages at once: one span, with a link to each message's producer.
  public func process<Result>(
    batch messages: [Message], from destination: String, consumerGroup: String? = nil,
    isolation: isolated (any Actor)? = #isolation, _ work: (SkeinSpan) async throws -> Result
  ) async rethrows -> Result {
    let span = telemetry.tracer.startSpan("process \(destination)", ofKind: .consumer)
    set("process", .process, destination, Message(), consumerGroup, on: span)
    span.attributes["messaging.batch.message_count"] = messages.count
    for message in messages {
      var context = ServiceContext.topLevel
      telemetry.tracer.extract(message.headers, into: &context, using: MessageHeaders())
      var attributes: SpanAttributes = [:]
      if let id = message.id { attributes.set("messaging.message.id", value: .string(id)) }
      if let id = context.correlationID { attributes.set("messaging.message.conversation_id", value: .string(id)) }
      if context.spanContext != nil { span.addLink(SpanLink(context: context, attributes: attributes)) }
    }
    return try await run(span, "messaging.process.duration", "process", destination) { try await work(span) }
  }
}

struct MessageHeaders: Injector, Extractor {
  func inject(_ value: String, forKey key: String, into headers: inout [String: String]) { headers[key] = value }

  /// Brokers keep the case of keys, and senders choose it.
  func extract(key: String, from headers: [String: String]) -> String? {
    headers[key] ?? headers[key.lowercased()]
  }
}
