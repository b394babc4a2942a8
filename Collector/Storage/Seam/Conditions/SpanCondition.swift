package import TelemetryModel

/// What is asked of one span together with its resource, scope, events and links.
///
/// A closed little language into which all query forms are translated, and which stores evaluate on their columns.
/// It knows texts, not codes: `CompiledCondition` is the same for one batch.
///
/// Fields of a span always have a value, so that `!=` on one of them is `not` of `=`. Attributes may be missing: every
/// `AttributeTest` of a missing one is false, `!=` included, as in TraceQL; `not` of it is then true. What repeats
/// (events, links, a key given twice) fulfils a test when one occurrence does.
///
/// Texts are compared by their bytes. (Only `==` of two conditions takes Swift's view of when texts are equal, so that
/// it is for tests and for comparing with `always` and `never`; there is no hash.) Depth is the business of who builds a condition: a parser bounds it.
package indirect enum SpanCondition: Equatable, Sendable {
  /// All of them; an empty list is always fulfilled.
  case all([SpanCondition])
  /// At least one of them; an empty list is never fulfilled.
  case any([SpanCondition])
  case not(SpanCondition)
  case kind(SpanKind)
  case status(SpanStatus.Code)
  case traceID(TraceID)
  case spanID(SpanID)
  case parentSpanID(SpanID)
  /// The span names a parent, whether or not that one was stored. `not` of it: the span is a root.
  case hasParent
  /// Some link of the span names this trace.
  case linkedTraceID(TraceID)
  case number(NumberField, in: ClosedRange<UInt64>)
  case text(TextField, TextTest)
  /// An attribute with this key exists on one of the levels, and its value fulfils the test.
  case attribute(String, AttributeTest, on: AttributeLevels)
}

extension SpanCondition {
  /// Fields of a span that are numbers.
  package enum NumberField: Hashable, Sendable, CaseIterable {
    /// 0 when the span ends before it starts.
    case durationNanoseconds
    /// Nanoseconds since the Unix epoch.
    case startTime, endTime
    case eventCount, linkCount
  }

  /// Fields of a span that are texts.
  package enum TextField: Hashable, Sendable, CaseIterable {
    case service
    /// The name of the span.
    case operation
    case statusMessage, scopeName, scopeVersion
    /// The name of some event; false for a span without events.
    case eventName
  }
}

/// Where an attribute may stand.
package struct AttributeLevels: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let span = AttributeLevels(rawValue: 1)
  package static let resource = AttributeLevels(rawValue: 2)
  package static let scope = AttributeLevels(rawValue: 4)
  package static let event = AttributeLevels(rawValue: 8)
  package static let link = AttributeLevels(rawValue: 16)

  package static let all: AttributeLevels = [.span, .resource, .scope, .event, .link]
}
