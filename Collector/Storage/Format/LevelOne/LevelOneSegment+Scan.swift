import Synchronization
package import TelemetryModel

/// What scans need of a segment: its operations first, then only the columns that decide.
extension LevelOneSegment {
  /// A batch without rows: the texts, shapes, resources and scopes of the segment.
  package var tables: SpanBatch { core.tables.batch }

  /// What the spans of each operation have in common, the frequent ones first. Put together on first use, then kept.
  package var operations: [LevelOneOperation] {
    knownOperations.withLock { known in
      if let known { return known }
      let operations = core.tables.range(of: .span).map { core.operation($0) }
      known = operations
      return operations
    }
  }

  /// The shapes of the attributes of all events, and of all links.
  package var eventShapes: Set<ShapeCode> { shapes(of: .event) }
  package var linkShapes: Set<ShapeCode> { shapes(of: .link) }

  private func shapes(of category: ItemForm.Category) -> Set<ShapeCode> {
    Set(core.tables.forms[core.tables.range(of: category)].map(\.shape))
  }

  /// The spans of some operations in segment order, with what is selected of them; the batch keeps the codes of `tables`.
  ///
  /// Only columns of the chosen operations are read, and what their predictions look back to. Traces without a chosen
  /// span are stepped over.
  /// - Parameter chosen: a flag for each of `operations`.
  package func spans(
    ofOperations chosen: [Bool], reading selection: LevelOneSelection
  ) throws(SegmentError) -> SpanBatch {
    precondition(chosen.count == core.tables.range(of: .span).count, "there is a flag for each operation")
    let candidates = try traces(ofOperations: chosen, selection)
    if let candidates, !candidates.contains(true) { return tables }
    return try read(ReadPlan(core, operations: chosen, selection), traces: candidates)
  }

  /// The traces that may have what a selection demands, as flags; `nil` for all of them.
  private func traces(
    ofOperations chosen: [Bool], _ selection: LevelOneSelection
  ) throws(SegmentError) -> [Bool]? {
    var candidates: [Bool]?
    for alternatives in selection.demands {
      let keys = LevelOneSelection(
        keys: Set(alternatives.map(\.key)), names: false, details: false, events: selection.events,
        links: selection.links)
      let plan = ReadPlan(core, operations: chosen, keys, selectsItemKeys: true)
      let streams = try opened(keys: plan.keys)
      var search = ValueSearch(core, plan, streams, alternatives)
      let found: [Bool]
      do {
        found = try search.traces()
      } catch {
        throw failure(error, .attributes)
      }
      candidates = candidates.map { known in zip(known, found).map { $0 && $1 } } ?? found
    }
    return candidates
  }
}
