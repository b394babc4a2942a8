import Logging
import Tracing

/// Where log records become bytes: encodes each as a `LogRecord` message of OTLP, straight into the queue.
final class LogSink: Sendable {
  private let queue: SignalQueue
  private let correlationKey: String

  init(queue: SignalQueue, correlationKey: String) {
    self.queue = queue
    self.correlationKey = correlationKey
  }

  /// What the call says goes before what the provider says, and that before what the handler has.
  func export(_ event: LogEvent, metadata: Logger.Metadata, provided: Logger.Metadata, scope: EncodedScope) {
    guard var buffer = queue.lease() else { return }
    let nanoseconds = DefaultTracerClock.now.nanosecondsSinceEpoch
    let message = buffer.beginMessage(0x12)
    buffer.field(0x09, fixed64: nanoseconds)
    buffer.append(event.level.severity)
    let body = buffer.beginMessage(0x2A)
    buffer.element(event.message.description, Limits.defaultValueByteCount)
    buffer.endMessage(body)
    let own = event.metadata ?? [:]
    for (key, value) in own { buffer.attribute(0x32, key, value) }
    for (key, value) in provided where own[key] == nil { buffer.attribute(0x32, key, value) }
    for (key, value) in metadata where own[key] == nil && provided[key] == nil { buffer.attribute(0x32, key, value) }
    if let error = event.error { encode(error, into: &buffer) }
    buffer.attribute(0x32, "code.file.path", text: event.file, limit: Limits.defaultValueByteCount)
    buffer.attribute(0x32, "code.line.number", integer: Int64(clamping: event.line))
    if let node = ServiceContext.current?.traceNode { encode(node, into: &buffer) }
    buffer.field(0x59, fixed64: nanoseconds)
    buffer.endMessage(message)
    queue.commit(buffer, scope: scope)
  }

  private func encode(_ error: any Error, into buffer: inout WireBuffer) {
    let limit = Limits.defaultValueByteCount
    buffer.attribute(0x32, "exception.type", text: String(reflecting: type(of: error)), limit: limit)
    buffer.attribute(0x32, "exception.message", text: "\(error)", limit: limit)
  }

  private func encode(_ node: TraceNode, into buffer: inout WireBuffer) {
    if let id = node.identity.carried?.correlationID {
      buffer.attribute(0x32, correlationKey, text: id, limit: Limits.correlationIDByteCount)
    }
    guard node.identity.isValid else { return }
    buffer.byte(0x45)
    buffer.fixed32(UInt32(node.identity.flags))
    buffer.byte(0x4A)
    buffer.byte(16)
    buffer.bigEndian(node.identity.traceHigh)
    buffer.bigEndian(node.identity.traceLow)
    buffer.byte(0x52)
    buffer.byte(8)
    buffer.bigEndian(node.identity.span)
  }
}

extension Logger.Level {
  /// `severity_number` and `severity_text` as they stand on the wire: tag and number, tag, byte count and text.
  ///
  /// OpenTelemetry's numbers: 1 to 4 trace, 5 to 8 debug, 9 to 12 info, 13 to 16 warn, 17 to 20 error, 21 to 24 fatal.
  fileprivate var severity: StaticString {
    switch self {
    case .trace: "\u{10}\u{01}\u{1A}\u{05}trace"
    case .debug: "\u{10}\u{05}\u{1A}\u{05}debug"
    case .info: "\u{10}\u{09}\u{1A}\u{04}info"
    case .notice: "\u{10}\u{0A}\u{1A}\u{06}notice"
    case .warning: "\u{10}\u{0D}\u{1A}\u{07}warning"
    case .error: "\u{10}\u{11}\u{1A}\u{05}error"
    case .critical: "\u{10}\u{15}\u{1A}\u{08}critical"
    }
  }
}
