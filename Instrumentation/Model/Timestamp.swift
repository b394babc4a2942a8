/// A moment in nanoseconds since the Unix epoch, as OTLP carries it (`fixed64`).
///
/// Zero means "unknown" in OTLP and is kept as sent.
@frozen
package struct Timestamp: Hashable, Comparable, Sendable, BitwiseCopyable {
  package let nanoseconds: UInt64

  @inlinable
  package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  /// The nanoseconds from `earlier` to this moment; 0 when `earlier` is later.
  @inlinable
  package func nanoseconds(since earlier: Timestamp) -> UInt64 {
    nanoseconds >= earlier.nanoseconds ? nanoseconds &- earlier.nanoseconds : 0
  }

  @inlinable
  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.nanoseconds < right.nanoseconds }
}
