import SegmentStore
import TelemetryModel
import TelemetryStorage
import Testing

extension MaintenanceScript {
  /// Everything that a scan of log records finds, in the order in which portions come.
  static func logs(
    _ store: SegmentStore, _ hint: LogScanHint = LogScanHint(), _ order: LogOrder = .oldestFirst
  ) throws -> [LogRecord] {
    var all: [LogRecord] = []
    try store.scanLogs(hint, order) { (portion) throws(StoreError) in
      all += try portion.load().records
      return .continue
    }
    return all
  }

  /// Merges whatever waits.
  func mergeLogs(_ store: SegmentStore) throws {
    options.longestWait = .zero
    try settle(store)
    try #require(store.statistics().logs.levelZero.recordCount == 0)
  }
}

extension LogRecord {
  var effectiveTime: Timestamp { time.nanoseconds != 0 ? time : observedTime }

  /// Record `number` of a group; everything about it follows from the two.
  static func numbered(_ number: Int, group: Int = 0) -> LogRecord {
    .stub(
      time: 1_700_000_000_000_000_000 + UInt64(group) * 1_000_000_000 + UInt64(number) * 1_000,
      body: .string("order \(number) of group \(group) paid in \(number * 7 % 100) ms"),
      attributes: [
        Attribute("correlation.id", .string("order-\(group)-\(number)")), Attribute("n", .int(Int64(number))),
      ],
      traceID: .numbered(UInt64(group)), service: "shop-\(group % 3)")
  }
}
