package import SegmentFormat
package import TelemetryModel
package import TelemetryStorage

/// A segment whose columns are partitioned by operation, as far as a search has to know it.
package protocol ColumnarSegment {
  /// A batch without rows: the texts, shapes, resources and scopes of the segment.
  var tables: SpanBatch { get }
  /// What the spans of each operation have in common.
  var operationFacts: [OperationFacts] { get }
  var eventShapes: Set<ShapeCode> { get }
  var linkShapes: Set<ShapeCode> { get }

  /// The spans of some operations, in any order, with no more than is asked for.
  ///
  /// Trace IDs, span IDs and start times are always right, all other fields as far as `columns` names them; what it
  /// does not name may be missing.
  /// - Parameters:
  ///   - chosen: a flag for each of `operationFacts`.
  ///   - hint: that of the condition that names the columns; spans which it rules out may be missing.
  func spans(
    ofOperations chosen: [Bool], columns: SpanCondition.Columns, hint: ScanHint
  ) throws(SegmentError) -> SpanBatch
}

extension ColumnarSegment {
  /// Hands over the spans that fulfil a condition in slices, as `ScanPortion.matches` does.
  ///
  /// Operations that the condition rules out are not looked at; where it accepts all spans of those that are left, no
  /// column but that of start times is read.
  package func matches(
    _ condition: SpanCondition, _ visit: ([SpanMatch]) -> ScanStep
  ) throws(SegmentError) {
    let filter = OperationFilter(condition, tables: tables, eventShapes: eventShapes, linkShapes: linkShapes)
    let verdicts = operationFacts.map(filter.verdict)
    let chosen = verdicts.map { $0 != false }
    guard chosen.contains(true) else { return }
    if verdicts.contains(nil) {
      let hint = condition.requirements
      if hint.isNever { return }
      try spans(ofOperations: chosen, columns: condition.columns, hint: hint).matches(condition, visit)
    } else {
      let columns = SpanCondition.always.columns
      try spans(ofOperations: chosen, columns: columns, hint: ScanHint()).matches(.always, visit)
    }
  }

  /// The spans that may fulfil a condition, as `ScanPortion.candidates` gives them.
  package func candidates(
    for condition: SpanCondition, columns: SpanCondition.Columns
  ) throws(SegmentError) -> SpanBatch {
    let filter = OperationFilter(condition, tables: tables, eventShapes: eventShapes, linkShapes: linkShapes)
    let chosen = operationFacts.map { filter.verdict(for: $0) != false }
    let hint = condition.requirements
    guard chosen.contains(true), !hint.isNever else { return tables }
    var wanted = condition.columns
    wanted.formUnion(columns)
    return try spans(ofOperations: chosen, columns: wanted, hint: hint)
  }
}
