import TelemetryModel

/// Removes links that name no trace.
package struct EmptyLinkAdjuster: TraceAdjuster {
  package init() {}

  package func adjust(_ trace: inout AdjustedTrace) {
    if trace.batch.links.allSatisfy({ $0.traceID.isValid }) { return }
    var links: [LinkEntry] = []
    var ends: [UInt32] = []
    for row in 0..<trace.batch.count {
      for link in trace.batch.links[trace.batch.linkRange(of: row)] {
        if link.traceID.isValid {
          links.append(link)
        } else {
          trace.warn("Invalid span link removed", row: row)
        }
      }
      ends.append(UInt32(links.count))
    }
    trace.batch.links = links
    trace.batch.linkEnds = ends
  }
}
