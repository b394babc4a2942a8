package import TelemetryModel

/// What a scan wants to read of the spans that it chose; IDs, times, kinds, status codes and resources always come.
package struct LevelOneSelection: Sendable {
  /// The keys of the span attributes to read, as codes of the segment's tables; `nil` for all.
  package var keys: Set<StringCode>?
  /// Names that are not the operation's (see `LevelOneOperation.name`); the others always come.
  package var names: Bool
  /// Status messages, trace states and dropped counts.
  package var details: Bool
  /// Events and links, with all of their attributes.
  package var events: Bool
  package var links: Bool
  /// Spans that start outside, in nanoseconds since 1970, are left out; and those that last longer or shorter.
  package var startTimes: ClosedRange<UInt64> = 0 ... .max
  package var durationNanoseconds: ClosedRange<UInt64> = 0 ... .max
  /// From each of these, a span has one at least on itself, its events or its links. Traces without such a span may be
  /// left out.
  package var demands: [[Alternative]] = []

  /// An attribute as a scan may demand it: as the value itself, or as an element of an array.
  package struct Alternative: Sendable {
    /// As a code of the segment's tables.
    package let key: StringCode
    /// Neither an array nor a key-value list. Doubles are meant bit by bit.
    package let value: AttributeValue

    package init(key: StringCode, value: AttributeValue) {
      self.key = key
      self.value = value
    }
  }

  package init(keys: Set<StringCode>?, names: Bool, details: Bool, events: Bool, links: Bool) {
    self.keys = keys
    self.names = names
    self.details = details
    self.events = events
    self.links = links
  }

  package static let all = LevelOneSelection(keys: nil, names: true, details: true, events: true, links: true)
}
