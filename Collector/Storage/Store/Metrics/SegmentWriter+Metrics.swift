import SegmentFormat
import TelemetryModel
import TelemetryStorage

extension SegmentWriter {
  /// The highest ID that a metric segment has or had.
  static func highestMetricID(_ connection: SQLiteConnection) throws(StoreError) -> Int64 {
    guard try connection.number("SELECT count(*) FROM sqlite_schema WHERE name = 'metric_meta'") == 1 else { return 0 }
    return try connection.number(
      "SELECT max(coalesce((SELECT max(id) FROM metric_segment), 0), (SELECT highest_removed FROM metric_meta))")
  }

  /// Commits the batches in one transaction, as one segment, or as several when they are very large.
  func append(_ batches: [MetricBatch]) throws(StoreError) {
    var written = MetricsWritten()
    do {
      let arrived = options.clock.now()
      try inTransaction { () throws(StoreError) in
        try SegmentPacking.forEachSegment(of: batches, rowLimit: options.segmentPointCount) {
          (batch) throws(StoreError) in
          let id = try reserveID()
          let segment = metricEncoder.encode(batch, segmentID: id)
          try insert([StoredMetricSegment(segment, id: id, level: 0, arrived: arrived)], &written)
        }
      }
    } catch {
      counters.failedCommits.add()
      throw error
    }
    counters.add(written)
    checkpointIfDue()
  }

  /// Removes metric segments and inserts others in one transaction: readers see the old ones or the new ones.
  ///
  /// - Throws: `unavailable` when one of the old ones is gone already; nothing is changed then.
  func replaceMetrics(_ removed: [Int64], with inserted: [StoredMetricSegment]) throws(StoreError) {
    var written = MetricsWritten()
    try inTransaction { () throws(StoreError) in
      try insert(inserted, &written)
      for id in removed where try !removeMetricSegment(id) {
        throw StoreError(.unavailable, "\(connection.path): metric segment \(id) is gone")
      }
    }
    checkpointIfDue()
  }

  /// Removes a metric segment, whole or set aside, in the transaction that is under way.
  ///
  /// - Returns: Whether there was such a segment.
  @discardableResult
  func removeMetricSegment(_ id: Int64) throws(StoreError) -> Bool {
    try SQLiteStatement(connection, "DELETE FROM metric_segment WHERE id = ?").run(.integer(id))
    return connection.changedRowCount == 1
  }

  /// Sets a metric segment aside; its parts stay where they are.
  ///
  /// - Returns: Whether there was such a segment.
  func setAsideMetrics(_ id: Int64) throws(StoreError) -> Bool {
    var isFound = false
    try inTransaction { () throws(StoreError) in
      let update = "UPDATE metric_segment SET is_damaged = 1 WHERE id = ? AND is_damaged = 0"
      try SQLiteStatement(connection, update).run(.integer(id))
      isFound = connection.changedRowCount == 1
    }
    checkpointIfDue()
    return isFound
  }

  private func insert(_ segments: [StoredMetricSegment], _ written: inout MetricsWritten) throws(StoreError) {
    let insertPart = try SQLiteStatement(connection, "INSERT INTO metric_segment_part VALUES (?, ?)")
    let insertSegment = try SQLiteStatement(
      connection,
      "INSERT INTO metric_segment (id, level, t0, t1, points, series, arrived, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    for stored in segments {
      for (part, bytes) in stored.parts {
        try insertPart.run(.integer(PartID.of(stored.id, part: part)), .blob(bytes))
      }
      let segment = stored.segment
      try insertSegment.run(
        .integer(stored.id), .integer(Int64(stored.level)), .integer(segment.earliest.stored),
        .integer(segment.latest.stored), .integer(Int64(segment.pointCount)), .integer(Int64(segment.seriesCount)),
        .integer(stored.arrived.stored), .integer(Int64(stored.byteCount)))
      written.segmentCount += 1
      written.pointCount += segment.pointCount
      written.byteCount += stored.byteCount
    }
  }
}

/// What one commit of points wrote.
struct MetricsWritten {
  var segmentCount = 0
  var pointCount = 0
  var byteCount = 0
}

extension StoreCounters {
  fileprivate func add(_ written: MetricsWritten) {
    commits.add()
    committedMetricPoints.add(written.pointCount)
    committedSegments.add(written.segmentCount)
    committedBytes.add(written.byteCount)
  }
}
