package import TelemetryModel

/// What a log segment holds, in short: when, and how many records of which service and severity.
///
///     content of the block (see BlockHeader), numbers as varints unless said otherwise:
///     is complete (0 or 1, one byte)
///     earliest and latest effective time (8 bytes each), number of records
///     number of groups; per group: service name (length, bytes), severity number (zigzag), number of records
package struct LogSummary: Sendable, Equatable {
  private static let formatVersion: UInt8 = 1

  /// The records of one service and severity.
  package struct Group: Hashable, Sendable {
    package let service: [UInt8]
    package let severity: SeverityNumber
    package let recordCount: Int
  }

  /// `false` when there are more groups than `SegmentLimits.summarySeverityCount`.
  package let isComplete: Bool
  package let earliestTime: Timestamp
  package let latestTime: Timestamp
  package let recordCount: Int
  package let groups: [Group]

  /// Whether the segment may hold a record of this service that is at least this severe; `nil` stands for any service.
  package func mayContain(service: String?, atLeast severity: SeverityNumber = .unspecified) -> Bool {
    if !isComplete { return true }
    return groups.contains { group in
      group.severity >= severity && (service.map { group.service.elementsEqual($0.utf8) } ?? true)
    }
  }
}

extension LogSummary {
  private struct Key: Hashable {
    let service: StringCode
    let severity: SeverityNumber
  }

  /// - Parameter batch: not empty.
  package init(of batch: borrowing LogBatch) {
    precondition(!batch.isEmpty, "an empty segment is never stored")
    var counts: [Key: Int] = [:]
    var order: [Key] = []
    var isComplete = true
    var earliest = batch.effectiveTime(of: 0)
    var latest = earliest
    for row in 0..<batch.count {
      let time = batch.effectiveTime(of: row)
      earliest = min(earliest, time)
      latest = max(latest, time)
      let key = Key(service: batch.serviceName(of: row), severity: batch.severityNumbers[row])
      if counts[key] == nil {
        guard order.count < SegmentLimits.summarySeverityCount else {
          isComplete = false
          continue
        }
        order.append(key)
      }
      counts[key, default: 0] += 1
    }
    var groups: [Group] = []
    for key in order {
      groups.append(
        Group(service: Array(batch.strings[key.service]), severity: key.severity, recordCount: counts[key] ?? 0))
    }
    self.init(
      isComplete: isComplete, earliestTime: earliest, latestTime: latest, recordCount: batch.count, groups: groups)
  }

  func encode(segmentID: Int64) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(BlockHeader.placeholder(.logSummary, version: Self.formatVersion))
    writer.byte(isComplete ? 1 : 0)
    writer.fixed64(earliestTime.nanoseconds)
    writer.fixed64(latestTime.nanoseconds)
    writer.varint(recordCount)
    writer.varint(groups.count)
    for group in groups {
      writer.varint(group.service.count)
      writer.append(group.service)
      writer.zigzag(Int64(group.severity.rawValue))
      writer.varint(group.recordCount)
    }
    var block = writer.bytes
    BlockHeader.seal(&block, segmentID: segmentID)
    return block
  }

  package init(decoding block: [UInt8], segmentID: Int64) throws(SegmentError) {
    try BlockHeader.check(block.span.bytes, .logSummary, version: Self.formatVersion, segmentID: segmentID)
    let content = block.span.bytes.extracting(BlockHeader.byteCount..<block.count)
    do {
      self = try ByteReader.read(content) { (reader) throws(ByteReaderError) in try LogSummary(&reader) }
    } catch {
      throw SegmentError(error, segmentID: segmentID, part: BlockHeader.Kind.logSummary.partName)
    }
  }

  private init(_ reader: inout ByteReader) throws(ByteReaderError) {
    isComplete = try reader.byte() == 1
    earliestTime = Timestamp(nanoseconds: try reader.fixed64())
    latestTime = Timestamp(nanoseconds: try reader.fixed64())
    recordCount = Int(try reader.varint32())
    var groups: [Group] = []
    for _ in 0..<(try reader.count()) {
      let service = try reader.bytes(try reader.count())
      let severity = SeverityNumber(rawValue: Int32(truncatingIfNeeded: try reader.zigzag()))
      groups.append(
        Group(service: service, severity: severity, recordCount: Int(try reader.varint32())))
    }
    self.groups = groups
  }
}
