/// The parts in which a level-1 segment is stored, so that a scan reads only what it needs.
package enum LevelOnePart: UInt8, Sendable, CaseIterable {
  /// Dictionaries, operations, tree structure, times, events and links.
  case core = 0
  /// Eight bytes a span.
  case spanIDs = 1
  /// Sixteen bytes a trace.
  case traceIDs = 2
  /// The attribute columns.
  case attributes = 3
  /// Where the bytes of the other parts go: `ColumnFigures`.
  case columnFigures = 5

  var name: String {
    switch self {
    case .core: "core"
    case .spanIDs: "span IDs"
    case .traceIDs: "trace IDs"
    case .attributes: "attributes"
    case .columnFigures: "column figures"
    }
  }
}
