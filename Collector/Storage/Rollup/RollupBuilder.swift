package import TelemetryModel

/// Makes a rollup of batches of spans.
///
/// A span counts as often as it is fed: the merge has removed spans that were sent twice. Edges are found within one
/// batch, so a batch should hold whole traces. About 0.4 CPU-microseconds a span; memory for the series in use, and 24
/// bytes a span of the batch at hand.
package struct RollupBuilder: Sendable {
  private static let nanosecondsPerMinute: UInt64 = 60_000_000_000

  private var rollup = Rollup()
  private var spanCount = 0
  private let identityLimit: Int

  package init(identityLimit: Int = RollupLimits.identityCount) { self.identityLimit = identityLimit }

  package mutating func add(_ batch: SpanBatch) {
    if batch.isEmpty { return }
    spanCount += batch.count
    let facts = SpanFacts(batch)
    addOperations(facts)
    addEdges(facts)
  }

  /// The rollup of everything that was added, with as many exemplars as are worth their bytes.
  package consuming func finish() -> Rollup {
    let limit = max(RollupLimits.smallestExemplarCount, spanCount / RollupLimits.spansPerExemplar)
    rollup.operations.limitExemplars(to: limit)
    return rollup
  }

  @inline(__always)
  private static func minute(of start: Timestamp) -> Minute {
    Minute(truncatingIfNeeded: start.nanoseconds / nanosecondsPerMinute)
  }

  private struct OperationKey: CallKey {
    let identity: OperationIdentity
    let minute: Minute

    func combine(into hash: inout WordHash) {
      identity.combine(into: &hash)
      hash.combine(UInt64(minute))
    }
  }

  private mutating func addOperations(_ facts: SpanFacts) {
    let batch = facts.batch
    let services = batch.resources.map(\.serviceName)
    var groups = CallGroups<OperationKey>(capacity: batch.count)
    for row in 0..<batch.count {
      let status = facts.httpStatus(row)
      let identity = OperationIdentity(
        service: services[Int(batch.resourceIndexes[row])], operation: batch.names[row], kind: batch.kinds[row],
        statusCode: batch.statusCodes[row], httpStatusClass: SpanFacts.statusClass(status))
      groups.add(
        OperationKey(identity: identity, minute: Self.minute(of: batch.startTimes[row])), row: row, of: batch,
        isError: facts.isError(row, httpStatus: status))
    }
    let overflow = rollup.strings.intern(Rollup.overflowName)
    let entries = groups.map(in: batch) { key, statistics in
      (key.identity.carried { rollup.strings.intern(batch.strings[$0]) }, key.minute, statistics)
    }
    rollup.operations.merge(entries, identityLimit: identityLimit, overflow: overflow)
  }

  private struct EdgeKey: CallKey {
    let caller: StringCode?
    let callee: EdgeFinder.Callee
    let link: EdgeIdentity.Link
    let minute: Minute

    func combine(into hash: inout WordHash) {
      hash.combine(caller.map { UInt64($0) } ?? .max)
      callee.combine(into: &hash)
      hash.combine(UInt64(link.rawValue) << 32 | UInt64(minute))
    }
  }

  private mutating func addEdges(_ facts: SpanFacts) {
    let batch = facts.batch
    var groups = CallGroups<EdgeKey>(capacity: 0)
    var finder = EdgeFinder(facts)
    for edge in finder.edges() {
      let key = EdgeKey(
        caller: edge.caller, callee: edge.callee, link: edge.link, minute: Self.minute(of: batch.startTimes[edge.row]))
      groups.add(key, row: edge.row, of: batch, isError: edge.isError)
    }
    let overflow = rollup.strings.intern(Rollup.overflowName)
    let entries = groups.map(in: batch) { key, statistics in
      let caller = key.caller.map { rollup.strings.intern(batch.strings[$0]) } ?? rollup.strings.intern(Rollup.userName)
      let callee = rollup.strings.intern(key.callee.name(in: batch.strings)[...])
      var statistics = statistics
      // The spans behind an edge have exemplars already, in the series of their operations.
      statistics.exemplars = Exemplars()
      return (EdgeIdentity(caller: caller, callee: callee, link: key.link), key.minute, statistics)
    }
    rollup.edges.merge(entries, identityLimit: identityLimit, overflow: overflow)
  }
}
