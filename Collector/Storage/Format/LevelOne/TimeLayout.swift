/// Numbers the columns of times: what a time is measured from depends on where its span stands in the tree.
///
///     column                       holds
///     0                            start of a trace's first row, from that of the trace before
///     1                            start of a further root, from that of the root before in its trace
///     2 + 4 x p + 0                start of a first child, from its parent's start
///     2 + 4 x p + 1                start of a later child; see `TimeReference`
///     2 + 4 x p + 2                end of a span with children; see `TimeReference`
///     2 + 4 x p + 3                end of a leaf, from its start
///     2 + 4 x spanPartitions + q   time of an event; see `TimeReference`
///
/// p is the partition of the span's form, q that of the event's: frequent forms have one each, the rare ones share the
/// last.
struct TimeLayout: Sendable {
  static let traceStart = 0
  static let laterRoot = 1

  private let ownSpanForms: Int
  private let ownEventForms: Int
  private let firstEventForm: Int

  /// - Parameters: how many forms of either category have columns of their own; they come first in their category.
  init(ownSpanForms: Int, ownEventForms: Int, firstEventForm: Int) {
    self.ownSpanForms = ownSpanForms
    self.ownEventForms = ownEventForms
    self.firstEventForm = firstEventForm
  }

  var columnCount: Int { 2 + 4 * (ownSpanForms + 1) + ownEventForms + 1 }

  @inline(__always)
  func start(_ form: Int, hasPreviousSibling: Bool) -> Int {
    2 &+ 4 &* min(form, ownSpanForms) &+ (hasPreviousSibling ? 1 : 0)
  }

  @inline(__always)
  func end(_ form: Int, isLeaf: Bool) -> Int { 4 &+ 4 &* min(form, ownSpanForms) &+ (isLeaf ? 1 : 0) }

  @inline(__always)
  func event(_ form: Int) -> Int {
    2 &+ 4 &* (ownSpanForms &+ 1) &+ min(form &- firstEventForm, ownEventForms)
  }
}

/// What the times of a column are measured from, chosen per column by estimated size.
enum TimeReference {
  /// Starts: the parent's start. Ends and events: the span's own start.
  static let start: UInt8 = 0
  /// Later children: the end of the sibling before. Ends: the latest end of a child. Events: back from the span's end.
  static let end: UInt8 = 1
  /// Later children: the start of the sibling before.
  static let siblingStart: UInt8 = 2
  static let count: UInt8 = 3
}
