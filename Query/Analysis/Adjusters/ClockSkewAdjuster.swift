import TelemetryModel

/// Moves spans of other hosts so that they fit into their parents, assuming equal latency both ways.
///
/// A child from another host than its parent (or from an unknown host) that does not lie inside its parent is centred
/// in it, and its descendants on the same host move along. A child that may outlast its parent is only moved up to the
/// parent's start: one that lasts longer, and the consumer of a message, which waits in its queue after it was sent.
/// Moves beyond the maximum are not made but reported; a maximum of 0 turns all moves off.
package struct ClockSkewAdjuster: TraceAdjuster {
  package let maximumNanoseconds: UInt64

  package init(maximumNanoseconds: UInt64 = 0) { self.maximumNanoseconds = maximumNanoseconds }

  package func adjust(_ trace: inout AdjustedTrace) {
    let tree = TraceTree(trace.batch)
    let hosts = trace.batch.resources.indices.map { trace.batch.resource(at: $0).hostKey }
    var skews: [Skew] = []
    skews.reserveCapacity(tree.nodes.count)
    for node in tree.nodes {
      report(node.warnings, row: node.row, in: &trace)
      let host = hosts[Int(trace.batch.resourceIndexes[node.row])]
      var skew = Skew(host: host, nanoseconds: 0)
      if let parent = node.parent {
        let inherited = skews[parent]
        skew =
          host.isEmpty || host != inherited.host
          ? Skew(
            host: host,
            nanoseconds: trace.batch.correction(of: node.row, inside: tree.nodes[parent].row))
          : inherited
      }
      skews.append(skew)
      if !node.warnings.contains(.duplicateSpanID) { apply(skew.nanoseconds, row: node.row, to: &trace) }
    }
  }

  private struct Skew {
    let host: String
    let nanoseconds: Int64
  }

  private func report(_ warnings: [TraceTree.Warning], row: Int, in trace: inout AdjustedTrace) {
    for warning in warnings {
      switch warning {
      case .duplicateSpanID: trace.warn("duplicate span IDs; skipping clock skew adjustment", row: row)
      case .missingParent(let id):
        trace.warn("parent span ID=\(id) is not in the trace; skipping clock skew adjustment", row: row)
      case .selfParent, .cycle, .endsBeforeStart: trace.warn(warning.description, row: row)
      }
    }
  }

  private func apply(_ correction: Int64, row: Int, to trace: inout AdjustedTrace) {
    if correction == 0 { return }
    let text = GoDuration.text(nanoseconds: correction)
    guard correction.magnitude <= maximumNanoseconds else {
      let maximum = GoDuration.text(nanoseconds: Int64(clamping: maximumNanoseconds))
      trace.warn(
        maximumNanoseconds == 0
          ? "clock skew adjustment disabled; not applying calculated delta of \(text)"
          : "max clock skew adjustment delta of \(maximum) exceeded; not applying calculated delta of \(text)",
        row: row)
      return
    }
    trace.batch.startTimes[row].shift(by: correction)
    trace.batch.endTimes[row].shift(by: correction)
    for index in trace.batch.eventRange(of: row) { trace.batch.events[index].time.shift(by: correction) }
    trace.clockCorrections[row] = correction
    trace.warn("This span's timestamps were adjusted by \(text)", row: row)
  }
}

extension SpanBatch {
  /// How far `child` has to move so that it lies inside `parent`.
  fileprivate func correction(of child: Int, inside parent: Int) -> Int64 {
    let parentStart = startTimes[parent]
    let childStart = startTimes[child]
    let parentDuration = durationNanoseconds(of: parent)
    let childDuration = durationNanoseconds(of: child)
    let isConsumer = kinds[child] == .consumer && kinds[parent] == .producer
    if isConsumer || childDuration > parentDuration {
      return childStart < parentStart ? Int64(clamping: parentStart.nanoseconds(since: childStart)) : 0
    }
    if childStart >= parentStart, endTimes[child] <= endTimes[parent] { return 0 }
    let latency = (parentDuration - childDuration) / 2
    return Int64(clamping: Int128(parentStart.nanoseconds) + Int128(latency) - Int128(childStart.nanoseconds))
  }
}

extension Timestamp {
  fileprivate mutating func shift(by nanoseconds: Int64) {
    self = Timestamp(nanoseconds: UInt64(clamping: Int128(self.nanoseconds) + Int128(nanoseconds)))
  }
}

extension Resource {
  /// What tells one host from another; empty when nothing does.
  fileprivate var hostKey: String {
    for key in ["host.id", "host.ip", "host.name"] {
      switch attributes.last(where: { $0.key == key })?.value {
      case .string(let text): return text
      case .array(let elements):
        if case .string(let text)? = elements.first { return text }
      default: continue
      }
    }
    return ""
  }
}
