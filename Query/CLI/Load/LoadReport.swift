import CorpusGenerator
import OTLPFormat
import TelemetryTransfer
import TerminalUI

/// What came of a load, for people.
struct LoadReport {
  let command: LoadCommand
  let endpoint: TraceEndpoint
  let corpus: LoadCorpus
  let outcome: LoadOutcome
  var verification: LoadVerification?

  init(command: LoadCommand, endpoint: TraceEndpoint, corpus: LoadCorpus, outcome: LoadOutcome) {
    self.command = command
    self.endpoint = endpoint
    self.corpus = corpus
    self.outcome = outcome
  }

  /// Whether all that was sent was taken, and found again where somebody looked.
  var isFlawless: Bool {
    let total = outcome.ledger.total
    return total.lost.rows == 0 && total.rejected.rows == 0 && (verification?.isComplete ?? true)
  }

  func print(asJSON: Bool) throws {
    var console = try Console()
    if asJSON {
      try console.print(json)
    } else {
      for line in lines(on: TerminalCapabilities(of: .standardOutput)) { try console.print(line) }
    }
    try console.flush()
  }

  func lines(on terminal: TerminalCapabilities) -> [String] {
    var lines = [SafeText.escaping(title), ""]
    lines += amounts.lines(on: terminal) + [""] + latencies.lines(on: terminal) + [""] + rates.lines(on: terminal)
    if let found { lines += [""] + found.lines(on: terminal) }
    let notes = notes
    if !notes.isEmpty { lines += [""] + notes.map(SafeText.escaping) }
    return lines
  }

  private var title: String {
    let pace = command.rate.map { "\(NumberText.grouped(Int($0))) rows/s" } ?? "as fast as possible"
    let form = command.content.encoding.rawValue + (command.content.gzip ? ", gzip" : "")
    return "\(command.content.name) to \(endpoint.base), \(pace), \(form), "
      + "\(NumberText.counted(command.connections, "connection")), run \(corpus.run)"
  }

  // MARK: Tables

  /// The signals that were sent, each with its name.
  var signals: [(signal: OTLPSignal, name: String)] {
    [(.traces, "spans"), (.logs, "log records"), (.metrics, "points")].filter { outcome.ledger[$0.0].sent.rows > 0 }
  }

  private var amounts: Table {
    let titles = ["SENT", "ACKNOWLEDGED", "REJECTED", "LOST", "REFUSED", "NOT ANSWERED", "RETRIED"]
    var table = Table([Table.Column("ROWS")] + titles.map { Table.Column($0, alignment: .right) })
    func append(_ name: String, _ entries: LoadLedger.Entries, _ amount: (LoadLedger.Amount) -> Int) {
      let amounts = [
        entries.sent, entries.acknowledged, entries.rejected, entries.lost, entries.refused, entries.failed,
        entries.retried,
      ].map { NumberText.grouped(amount($0)) }
      table.append(([name] + amounts).map { Table.Cell($0) })
    }
    for (signal, name) in signals { append(name, outcome.ledger[signal], \.rows) }
    if signals.count > 1 { append("all", outcome.ledger.total, \.rows) }
    append("requests", outcome.ledger.total, \.requests)
    return table
  }

  private var latencies: Table {
    let titles = ["MEAN"] + Self.percentiles.map { "P\(Self.name(of: $0))" } + ["MAX"]
    var table = Table([Table.Column("LATENCY")] + titles.map { Table.Column($0, alignment: .right) })
    for (name, histogram) in [("from the intended moment", outcome.latencies), ("of the answer", outcome.answerTimes)] {
      let values =
        [UInt64(histogram.mean)] + Self.percentiles.map { histogram.percentile($0) } + [histogram.maximum]
      table.append(([name] + values.map { DurationText.short(nanoseconds: $0) }).map { Table.Cell($0) })
    }
    return table
  }

  static let percentiles = [0.5, 0.9, 0.99, 0.999]

  /// `99.9` for 0.999.
  static func name(of percentile: Double) -> String {
    let permille = Int((percentile * 1_000).rounded())
    return permille % 10 == 0 ? "\(permille / 10)" : "\(permille / 10).\(permille % 10)"
  }

  private var rates: Table {
    var table = Table([Table.Column("FIGURE"), Table.Column("VALUE", alignment: .right)])
    func append(_ name: String, _ value: String) { table.append([Table.Cell(name), Table.Cell(value)]) }
    let acknowledged = outcome.ledger.total.acknowledged.rows
    let seconds = max(outcome.seconds, 0.001)
    append("rows offered", NumberText.grouped(outcome.offeredRowCount))
    append("acknowledged rows a second", NumberText.grouped(Int(Double(acknowledged) / seconds)))
    append("bytes sent a second", NumberText.bytes(Int(Double(outcome.sentByteCount) / seconds)))
    append("until the last acknowledgement", DurationText.short(nanoseconds: UInt64(seconds * 1e9)))
    if let server = outcome.server, acknowledged > 0 {
      append("collector, CPU", Self.cpu(server, acknowledged))
      append("collector, peak memory", NumberText.bytes(server.peakMemoryByteCount))
    }
    if acknowledged > 0 { append("this generator, CPU", Self.cpu(outcome.generator, acknowledged)) }
    return table
  }

  /// `12.1s, 2.05s a million rows`.
  private static func cpu(_ usage: ProcessUsage, _ rowCount: Int) -> String {
    let whole = DurationText.short(nanoseconds: UInt64(max(0, usage.cpuSeconds) * 1e9))
    let perMillion = UInt64(max(0, usage.cpuSeconds) * 1e15 / Double(rowCount))
    return "\(whole), \(DurationText.short(nanoseconds: perMillion)) a million rows"
  }

  private var found: Table? {
    guard let verification else { return nil }
    let titles = ["ACKNOWLEDGED", "FOUND", "MISSING", "BEYOND"]
    var table = Table([Table.Column("READ BACK")] + titles.map { Table.Column($0, alignment: .right) })
    for (signal, name) in signals {
      guard let count = verification.counts.first(where: { $0.signal == signal })?.count else { continue }
      let values = [count.acknowledged, count.found, count.missing, count.beyond]
      table.append(([name] + values.map { NumberText.grouped($0) }).map { Table.Cell($0) })
    }
    return table
  }

  private var notes: [String] {
    var notes: [String] = []
    if outcome.isInterrupted { notes.append("interrupted: what waited to be sent again counts as lost") }
    let unsent = outcome.offeredRowCount - outcome.ledger.total.sent.rows
    if command.rate != nil && unsent > 0 {
      notes.append("\(NumberText.counted(unsent, "row")) were due and not sent: the connections were all waiting")
    }
    if let complaint = outcome.firstComplaint { notes.append("first complaint: \(complaint)") }
    return notes
  }
}
