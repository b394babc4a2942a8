package import TelemetryModel

/// A rollup in the form that queries read, which never changes and may be kept.
package final class RollupColumns: Sendable {
  /// The texts that the identities refer to.
  package let strings: StringTable
  package let operations: SeriesColumns<OperationIdentity>
  package let edges: SeriesColumns<EdgeIdentity>
  package let resolution: RollupResolution
  /// About how much memory this takes.
  package let byteCount: Int

  package convenience init(_ rollup: Rollup) {
    self.init(
      strings: rollup.strings, operations: SeriesColumns(rollup.operations), edges: SeriesColumns(rollup.edges))
  }

  init(
    strings: StringTable, operations: SeriesColumns<OperationIdentity>, edges: SeriesColumns<EdgeIdentity>,
    resolution: RollupResolution = .minute
  ) {
    self.strings = strings
    self.operations = operations
    self.edges = edges
    self.resolution = resolution
    byteCount = operations.byteCount + edges.byteCount + strings.arena.count + strings.count * 20
  }
}
