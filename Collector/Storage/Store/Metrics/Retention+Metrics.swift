import TelemetryModel
import TelemetryStorage

extension SegmentStore {
  /// Every metric segment as far as retention goes, those that were set aside included.
  func metricRetentionCandidates() throws(StoreError) -> [Retention.Candidate] {
    try readMetrics { (reader, catalog) throws(StoreError) in
      let whole = catalog.entries.map(Retention.Candidate.init)
      return try whole + reader.damagedMetricSegments().map(Retention.Candidate.init)
    }
  }
}

extension Retention.Candidate {
  fileprivate init(_ entry: MetricSegmentEntry) {
    self.init(
      id: entry.id, latestStart: entry.times.end, arrived: entry.arrived, pointCount: entry.pointCount,
      byteCount: entry.byteCount)
  }
}
