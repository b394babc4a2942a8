package import TelemetryModel

/// What a list of traces tells about each of them.
package struct TraceOutline: Sendable {
  /// The share that one service has in a trace.
  package struct Share: Hashable, Sendable {
    package let service: String
    package var spanCount = 0
    package var errorCount = 0
  }

  package let traceID: TraceID
  /// When the first span started.
  package let start: Timestamp
  /// From the start of the first span to the end of the last.
  package let durationNanoseconds: UInt64
  package let spanCount: Int
  package let errorCount: Int
  /// Spans whose parents are not there.
  package let orphanCount: Int
  package let rootService: String
  package let rootOperation: String
  /// Sorted by name.
  package let services: [Share]

  /// - Parameter batch: the spans of one trace, at least one.
  package init(_ batch: SpanBatch) {
    let tree = TraceTree(batch)
    var shares: [StringCode: Share] = [:]
    for row in 0..<batch.count {
      let name = batch.resources[Int(batch.resourceIndexes[row])].serviceName
      var share = shares[name] ?? Share(service: batch.strings.text(name))
      share.spanCount += 1
      if batch.statusCodes[row] == .error { share.errorCount += 1 }
      shares[name] = share
    }
    let start = batch.startTimes.min() ?? Timestamp(nanoseconds: 0)
    traceID = batch.traceIDs.first ?? .invalid
    self.start = start
    durationNanoseconds = (batch.endTimes.max() ?? start).nanoseconds(since: start)
    spanCount = batch.count
    errorCount = shares.values.reduce(0) { $0 + $1.errorCount }
    orphanCount = tree.nodes.count(where: \.hasMissingParent)
    services = shares.values.sorted { $0.service < $1.service }
    let root = tree.principalRoot?.row
    rootService = root.map { batch.strings.text(batch.resources[Int(batch.resourceIndexes[$0])].serviceName) } ?? ""
    rootOperation = root.map { batch.strings.text(batch.names[$0]) } ?? ""
  }
}
