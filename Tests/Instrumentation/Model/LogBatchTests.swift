import TelemetryModel
import TestSupport
import Testing

@Suite struct LogBatchTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `records come back as they were added`(_ seed: UInt64) {
    let records = RandomLogs.make(seed: seed, count: 40)
    #expect(LogBatch(records).records == records, "seed \(seed)")
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `appended batches keep all rows and carry their texts over`(_ seed: UInt64) {
    let first = RandomLogs.make(seed: seed, count: 20)
    let second = RandomLogs.make(seed: seed + 100, count: 20)
    var batch = LogBatch(first)
    batch.append(contentsOf: LogBatch(second))
    #expect(batch.records == first + second, "seed \(seed)")
    var picked = LogBatch()
    picked.append(contentsOf: batch, rows: [39, 0, 20])
    #expect(picked.records == [second[19], first[0], second[0]], "seed \(seed)")
  }

  @Test func `a record without any time is observed when it is received`() {
    let timed = LogRecord(time: Timestamp(nanoseconds: 5))
    let observed = LogRecord(time: Timestamp(nanoseconds: 0), observedTime: Timestamp(nanoseconds: 7))
    var batch = LogBatch([timed, observed, LogRecord(time: Timestamp(nanoseconds: 0))])
    batch.observeUntimed(at: Timestamp(nanoseconds: 9))
    #expect((0..<3).map { batch.effectiveTime(of: $0).nanoseconds } == [5, 7, 9])
    #expect(batch.times.map(\.nanoseconds) == [5, 0, 0])
    #expect(batch.observedTimes.map(\.nanoseconds) == [0, 7, 9])
  }

  @Test(arguments: 0...25 as ClosedRange<Int32>)
  func `severity words name their numbers`(_ number: Int32) {
    let severity = SeverityNumber(rawValue: number)
    #expect(SeverityNumber(word: severity.word) == (number <= 24 ? severity : nil))
  }
}
