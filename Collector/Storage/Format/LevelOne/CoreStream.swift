/// The streams of the core part, in their order.
enum CoreStream: Int, CaseIterable {
  case tables, dictionaryLengths, dictionaryText, templateLengths, templateText, columns
  case traceCounts, operations, closings, roots, orphanParents, resources
  case timeColumns, timeSymbols, timeBits
  case eventCounts, eventForms, linkCounts, linkForms, linkTargets, linkIDs

  /// The name for statistics.
  var name: String {
    switch self {
    case .tables: "tables"
    case .dictionaryLengths: "dictionary lengths"
    case .dictionaryText: "dictionary text"
    case .templateLengths: "template lengths"
    case .templateText: "template text"
    case .columns: "columns"
    case .traceCounts: "trace counts"
    case .operations: "operations"
    case .closings: "closings"
    case .roots: "roots"
    case .orphanParents: "orphan parents"
    case .resources: "resources"
    case .timeColumns: "time columns"
    case .timeSymbols: "time symbols"
    case .timeBits: "time bits"
    case .eventCounts: "event counts"
    case .eventForms: "event forms"
    case .linkCounts: "link counts"
    case .linkForms: "link forms"
    case .linkTargets: "link targets"
    case .linkIDs: "link IDs"
    }
  }
}
