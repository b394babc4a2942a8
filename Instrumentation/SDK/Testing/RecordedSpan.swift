package import TelemetryModel
public import Tracing

/// A finished span as it was sent.
public struct RecordedSpan: Sendable {
  public struct Event: Sendable, Hashable {
    public let name: String
    public let nanosecondsSinceEpoch: UInt64
    public let attributes: [String: RecordedValue]
  }

  public struct Link: Sendable, Hashable {
    public let traceID: String
    public let spanID: String
    public let attributes: [String: RecordedValue]
  }

  public let traceID: String
  public let spanID: String
  /// `nil` for a root.
  public let parentSpanID: String?
  /// The parent is known to be in another process.
  public let isParentRemote: Bool
  public let traceState: String
  public let name: String
  public let kind: Tracing.SpanKind
  public let startNanoseconds: UInt64
  public let endNanoseconds: UInt64
  public let attributes: [String: RecordedValue]
  public let droppedAttributeCount: Int
  public let events: [Event]
  public let droppedEventCount: Int
  public let links: [Link]
  public let droppedLinkCount: Int
  /// `nil` while nobody has set one.
  public let status: Tracing.SpanStatus?
  public let resource: [String: RecordedValue]

  public var correlationID: String? {
    if case .string(let id) = attributes["correlation.id"] { id } else { nil }
  }

  package init(_ span: TelemetryModel.Span) {
    traceID = span.traceID.description
    spanID = span.spanID.description
    parentSpanID = span.parentSpanID.isValid ? span.parentSpanID.description : nil
    isParentRemote = span.flags & 0x300 == 0x300
    traceState = span.traceState
    name = span.name
    kind = Tracing.SpanKind(span.kind)
    startNanoseconds = span.startTime.nanoseconds
    endNanoseconds = span.endTime.nanoseconds
    attributes = .init(span.attributes)
    droppedAttributeCount = Int(span.droppedAttributesCount)
    events = span.events.map {
      Event(name: $0.name, nanosecondsSinceEpoch: $0.time.nanoseconds, attributes: .init($0.attributes))
    }
    droppedEventCount = Int(span.droppedEventsCount)
    links = span.links.map {
      Link(traceID: $0.traceID.description, spanID: $0.spanID.description, attributes: .init($0.attributes))
    }
    droppedLinkCount = Int(span.droppedLinksCount)
    status = Tracing.SpanStatus(span.status)
    resource = .init(span.resource.attributes)
  }
}

extension Tracing.SpanKind {
  fileprivate init(_ kind: TelemetryModel.SpanKind) {
    self =
      switch kind {
      case .server: .server
      case .client: .client
      case .producer: .producer
      case .consumer: .consumer
      default: .internal
      }
  }
}

extension Tracing.SpanStatus {
  fileprivate init?(_ status: TelemetryModel.SpanStatus) {
    let message = status.message.isEmpty ? nil : status.message
    switch status.code {
    case .ok: self.init(code: .ok, message: message)
    case .error: self.init(code: .error, message: message)
    default: return nil
    }
  }
}
