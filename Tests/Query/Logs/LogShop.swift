import Foundation
import QueryEngine
import SegmentStore
import TelemetryModel
import TelemetryStorage
import TestSupport

/// A store of log records, some of them merged, and an engine over it.
final class LogShop {
  let store: SegmentStore
  let engine: QueryEngine
  private let folder: URL

  /// - Parameter portionCount: how many segments the records come in; the first half of them is merged.
  init(_ records: [LogRecord], portionCount: Int) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "skein-logs-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var options = StoreOptions()
    options.synchronisesWithDisk = false
    store = try SegmentStore.open(path: folder.appending(path: "store.db").path(), options: options)
    engine = QueryEngine(source: store, logs: store)
    for portion in 0..<portionCount {
      let rows = records.indices.filter { $0 % portionCount == portion }
      try store.append([LogBatch(rows.map { records[$0] })])
      if portion == portionCount / 2 { try merge() }
    }
  }

  func merge() throws {
    var options = MaintenanceOptions()
    options.longestWait = .zero
    options.logSegmentRecordCount = 100
    try store.maintenance(options).run()
  }

  func close() {
    store.close()
    try? FileManager.default.removeItem(at: folder)
  }

  /// Random records with IDs of which some are attributes, and bodies that share words. No two are equal.
  static func records(seed: UInt64, count: Int) -> [LogRecord] {
    var generator = SeededGenerator(seed: seed &+ 99)
    var seen: Set<LogRecord> = []
    return RandomLogs.make(seed: seed, count: count).map { record in
      var record = record
      record.time = Timestamp(nanoseconds: 1_700_000_000_000_000_000 + UInt64(generator.number(0...60)) * 1_000_000_000)
      if generator.isOne(in: 4) {
        record.traceID = .invalid
        record.attributes.append(
          Attribute("trace_id", .string("\(TraceID(high: 7, low: UInt64(generator.number(1...9))))")))
      }
      if generator.isOne(in: 3) {
        record.attributes.append(Attribute("correlation.id", .string("order-\(generator.number(1...9))")))
      }
      while !seen.insert(record).inserted { record.droppedAttributesCount += 1 }
      return record
    }
  }

  /// A random query, most of which fits `record`.
  static func query(about record: LogRecord, using generator: inout SeededGenerator) -> LogQuery {
    var query = LogQuery()
    query.limit = LogLimit(generator.number(1...60)) ?? .default
    if generator.isOne(in: 2) { query.order = .oldestFirst }
    if generator.isOne(in: 4) { query.service = PlainLogSearch.service(record) }
    if generator.isOne(in: 4) { query.leastSeverity = record.severityNumber }
    if generator.isOne(in: 5) { query.traceID = PlainLogSearch.traceID(record) }
    if generator.isOne(in: 8), record.spanID.isValid { query.spanID = record.spanID }
    if generator.isOne(in: 6) { query.correlationID = PlainLogSearch.correlationID(record) }
    if generator.isOne(in: 5), !record.attributes.isEmpty {
      let attribute = generator.pick(record.attributes)
      query.attributes = [.init(key: attribute.key, text: AttributeText.text(attribute.value))]
    }
    if case .string(let text) = record.body, generator.isOne(in: 3) {
      let words = text.split(separator: " ")
      if !words.isEmpty { query.phrases = [String(generator.pick(words))] }
    }
    if case .string(let text) = record.body, generator.isOne(in: 4) {
      query.texts = [String(text.dropFirst(generator.number(0...4)).prefix(generator.number(1...9))).uppercased()]
    }
    if generator.isOne(in: 4) {
      let time = record.effectiveTime
      query.times =
        (generator.isOne(in: 2)
          ? TimeRange(start: .init(nanoseconds: 0), end: time) : TimeRange(start: time, end: .init(nanoseconds: .max)))
        ?? .all
    }
    return query
  }
}

extension LogRecord {
  var effectiveTime: Timestamp { time.nanoseconds != 0 ? time : observedTime }
}
