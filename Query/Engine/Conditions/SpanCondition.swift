package import TelemetryModel
package import TelemetryStorage

/// What is asked of one span together with its resource, scope, events and links.
///
/// A closed little language into which all query forms are translated. It knows texts, not codes: `CompiledCondition`
/// is the same for one batch.
package indirect enum SpanCondition: Hashable, Sendable {
  /// All of them; an empty list is always fulfilled.
  case all([SpanCondition])
  /// At least one of them; an empty list is never fulfilled.
  case any([SpanCondition])
  case not(SpanCondition)
  case service(String)
  case operation(String)
  case kind(SpanKind)
  case status(SpanStatus.Code)
  case scopeName(String)
  case scopeVersion(String)
  case duration(nanoseconds: ClosedRange<UInt64>)
  case start(TimeRange)
  /// An attribute with this key exists on one of the levels, and `AttributeText` of its value is `text`.
  case attribute(key: String, text: String, on: AttributeLevels)
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
