package import TelemetryModel

/// Makes level-0 log segments: records in the order of their arrival, written quickly.
///
/// The layout is described in `FORMAT-logs.md`; like that of level-0 spans it keeps the tables and codes of the batch.
package struct LevelZeroLogEncoder: ~Copyable {
  static let formatVersion: UInt8 = 1

  private let keys: CorrelationKeys
  private var area = PackedArea.Writer()
  private var packed = ByteWriter()

  /// - Parameter keys: whose values enter the word filter as correlation IDs.
  package init(keys: CorrelationKeys = .standard) { self.keys = keys }

  /// Encodes a batch that is not empty. O(size of the batch).
  package mutating func encode(
    _ batch: LogBatch, segmentID: Int64, _ lifetime: LevelZeroLifetime = .untilMerge
  ) -> EncodedLogSegment {
    precondition(!batch.isEmpty, "an empty segment is never stored")
    packed.removeAll()
    let rows = LogRowTables(batch)
    packed.tables(of: batch)
    packed.varint(rows.forms.count)
    for form in rows.forms { form.write(to: &packed) }
    writeRows(batch, rows)
    writePayloads(batch)

    var head = ByteWriter()
    head.append(BlockHeader.placeholder(.levelZeroLogs, version: Self.formatVersion))
    head.fixed32(UInt32(batch.count))
    head.fixed32(UInt32(rows.traceIDs.count))
    head.fixed32(UInt32(batch.spanIDs.count { $0.isValid }))
    head.fixed32(UInt32(packed.count))
    // Random bits stay outside the deflated area: trying to compress them would cost time and win nothing.
    for id in rows.traceIDs {
      head.bigEndian(id.high)
      head.bigEndian(id.low)
    }
    for id in batch.spanIDs where id.isValid { head.bigEndian(id.rawValue) }
    var block = head.bytes
    area.append(packed.bytes, lifetime, to: &block)
    BlockHeader.seal(&block, segmentID: segmentID)
    return EncodedLogSegment(block, of: batch, keys: keys, segmentID: segmentID)
  }

  private mutating func writeRows(_ batch: borrowing LogBatch, _ rows: borrowing LogRowTables) {
    for form in rows.formOfRow { packed.varint(form) }
    for row in 0..<batch.count where batch.traceIDs[row].isValid { packed.varint(rows.traceOfRow[row]) }
    var previous: UInt64 = 0
    for time in batch.times where time.nanoseconds != 0 {
      packed.zigzag(Int64(bitPattern: time.nanoseconds &- previous))
      previous = time.nanoseconds
    }
    for row in 0..<batch.count where batch.observedTimes[row].nanoseconds != 0 {
      packed.zigzag(Int64(bitPattern: batch.observedTimes[row].nanoseconds &- batch.times[row].nanoseconds))
    }
  }

  private mutating func writePayloads(_ batch: borrowing LogBatch) {
    var codes = StringCodeStream()
    for row in 0..<batch.count { packed.payload(batch.bodies[row], of: batch.bodyKinds[row], &codes) }
    codes = StringCodeStream()
    for list in batch.attributes where list.shape != 0 { packed.payloads(of: list, in: batch, &codes) }
  }
}
