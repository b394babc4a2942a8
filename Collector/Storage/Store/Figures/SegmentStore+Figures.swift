import SegmentFormat
import TelemetryModel
package import TelemetryStorage

extension SegmentStore {
  /// Where the bytes are, and how long the space lasts.
  ///
  /// Reads the catalog, the lengths of blobs, and the figures that each merged segment carries: for ten gigabytes some
  /// ten thousand small rows. Of metrics it reads the directories; else no segment is read. Damaged figures are reported like other damage, and their segment
  /// counts as unmeasured.
  ///
  /// - Parameter retainBytes: the limit that retention keeps; `nil` when the disk is the limit.
  package func figures(retainBytes: Int? = nil) throws(StoreError) -> StorageFigures {
    var figures = try read { (reader, catalog) throws(StoreError) -> StorageFigures in
      var count = FigureCount(catalog.entries)
      let sizes = try reader.blobSizes()
      try reader.forEachFigures { id, bytes in
        do throws(SegmentError) {
          count.add(try ColumnFigures(decoding: bytes, segmentID: id), of: id, sizes)
        } catch {
          damage.add(id, StoreError(error, path: path.database))
        }
      }
      var figures = count.finish(sizes)
      figures.file = try reader.fileFigures(segmentBytes: figures.bytes)
      let archived = try reader.archiveFigures().byteCount
      figures.forecast = forecast(catalog.entries, figures.file, archived, retainBytes: retainBytes)
      return figures
    }
    let (logs, metrics) = (try logFigures(), try metricFigures())
    figures.logs = logs
    figures.metrics = metrics
    let archive = try archiveStorageFigures()
    figures.archive = archive
    // Other signals have segments in the same file.
    figures.file.structureBytes = max(0, figures.file.structureBytes - logs.bytes - metrics.bytes - archive.bytes)
    figures.file.walBytes = StorePath.byteCount(of: path.wal) ?? 0
    return figures
  }

  /// `nil` when the system does not tell how much space there is.
  private func forecast(
    _ entries: [SegmentEntry], _ file: StorageFigures.File, _ archivedByteCount: Int, retainBytes: Int?
  ) -> StorageFigures.Forecast? {
    let forecast = StorageForecast(entries, now: clock.now())
    if let retainBytes {
      let used = file.bytes - file.freeBytes - archivedByteCount
      return forecast.forecast(.retainBytes, remainingBytes: retainBytes - used)
    }
    return DiskSpace.freeByteCount(at: path.database).map {
      forecast.forecast(.disk, remainingBytes: $0 + file.freeBytes)
    }
  }
}
