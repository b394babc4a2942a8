import CorpusGenerator
import OTLPFormat
import TelemetryModel
import Testing

@Suite("The ledger of a load")
struct LoadLedgerTests {
  private let corpus: LoadCorpus
  private var schedule: LoadSchedule
  private var ledger: LoadLedger

  init() throws {
    corpus = try LoadCorpus.generate(
      .shop, signals: [.traces, .logs], spanCount: 200, batchSpanCount: 50, seed: 3, run: "r", encoding: .protobuf)
    var plan = LoadSchedule.Plan()
    plan.roundCount = 2
    schedule = LoadSchedule(plan, rowCounts: corpus.templates.map(\.rowCount))
    ledger = LoadLedger(corpus)
  }

  @Test("accounts for every request and row")
  mutating func balance() throws {
    var random = SplitMix64(state: 1)
    while let request = schedule.next(now: .zero) {
      ledger.recordAttempt(request)
      switch random.next(below: 5) {
      case 0:
        ledger.recordRefusal(request)
        schedule.retry(request, at: .zero)
      case 1: ledger.recordRejection(request)
      case 2: ledger.recordLoss(request)
      default: ledger.recordAcknowledgement(request, rejectedRowCount: 1)
      }
    }
    for signal in [OTLPSignal.traces, .logs] {
      let entries = ledger[signal]
      let rows = corpus.templates.filter { $0.signal == signal }.reduce(0) { $0 + 2 * $1.rowCount }
      #expect(entries.sent.rows == rows)
      #expect(entries.sent.rows == entries.acknowledged.rows + entries.rejected.rows + entries.lost.rows)
      #expect(
        entries.sent.requests == entries.acknowledged.requests + entries.rejected.requests + entries.lost.requests)
      #expect(entries.retried == entries.refused)
    }
    #expect(ledger.total.sent.rows == ledger[.traces].sent.rows + ledger[.logs].sent.rows)
  }

  @Test("knows how many spans of each trace were acknowledged")
  mutating func traces() throws {
    var expected: [TraceID: Int] = [:]
    var index = 0
    while let request = schedule.next(now: .zero) {
      index += 1
      ledger.recordAttempt(request)
      if index % 3 == 0 {
        ledger.recordLoss(request)
        continue
      }
      ledger.recordAcknowledgement(request, rejectedRowCount: 0)
      let template = corpus.templates[request.template]
      guard template.signal == .traces else { continue }
      let round = LoadRound(seed: 8, index: request.round, timeShift: 123)
      for id in try OTLPProtobuf.decodeTraces(template.body(in: round)).batch.traceIDs {
        expected[id, default: 0] += 1
      }
    }
    #expect(ledger.acknowledgedTraces(of: corpus, seed: 8) == expected)
  }
}
