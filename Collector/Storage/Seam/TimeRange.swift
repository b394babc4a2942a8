package import TelemetryModel

/// A closed range of time: both ends belong to it.
package struct TimeRange: Hashable, Sendable {
  package let start: Timestamp
  package let end: Timestamp

  /// `nil` when `end` lies before `start`.
  package init?(start: Timestamp, end: Timestamp) {
    guard start <= end else { return nil }
    self.start = start
    self.end = end
  }

  private init(unchecked start: Timestamp, _ end: Timestamp) {
    self.start = start
    self.end = end
  }

  /// Every moment that OTLP can name.
  package static let all = TimeRange(unchecked: Timestamp(nanoseconds: 0), Timestamp(nanoseconds: .max))

  package func contains(_ moment: Timestamp) -> Bool { start <= moment && moment <= end }

  package func overlaps(_ other: TimeRange) -> Bool { start <= other.end && other.start <= end }

  /// `nil` when no moment belongs to both.
  package func intersection(_ other: TimeRange) -> TimeRange? {
    TimeRange(start: max(start, other.start), end: min(end, other.end))
  }

  /// The smallest range that holds both.
  package func union(_ other: TimeRange) -> TimeRange {
    TimeRange(unchecked: min(start, other.start), max(end, other.end))
  }

  init(_ nanoseconds: ClosedRange<UInt64>) {
    self.init(unchecked: Timestamp(nanoseconds: nanoseconds.lowerBound), Timestamp(nanoseconds: nanoseconds.upperBound))
  }
}
