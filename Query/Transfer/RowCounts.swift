/// Numbers of rows, one for each signal.
package struct RowCounts: Equatable, Sendable {
  package var spans = 0
  package var records = 0
  /// Of metrics.
  package var points = 0

  package init(spans: Int = 0, records: Int = 0, points: Int = 0) {
    self.spans = spans
    self.records = records
    self.points = points
  }

  package var total: Int { spans + records + points }

  package static func += (left: inout RowCounts, right: RowCounts) {
    left.spans += right.spans
    left.records += right.records
    left.points += right.points
  }
}
