import ArgumentParser
import OTLPFormat
import QueryEngine
import TelemetryModel
import TelemetryStorage
import TerminalUI

/// `skein tail`: shows spans and log records as they arrive.
struct TailCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tail",
    abstract: "Show spans and log records as they arrive.",
    discussion: """
      Begins with the latest that are there and goes on until Ctrl-C. When more arrives than can be shown, it says how \
      much it left out instead of falling behind; when the server goes away, it waits until it is back. What was sent \
      more than 30 seconds late is not noticed.

      EXAMPLES
        skein tail --errors
        skein tail --service checkout --min-duration 250ms
        skein tail --logs --text 'connection refused' --server http://127.0.0.1:16686
        skein tail --json --attribute customer.tier=gold | skein import --db gold.db -
      """)

  @OptionGroup var source: SourceOptions
  @OptionGroup var options: TailOptions

  @Option(help: ArgumentHelp("How many of the latest rows to begin with.", valueName: "count"))
  var lines = 10

  @Option(help: ArgumentHelp("How many spans, and how many log records, to show a second at most.", valueName: "count"))
  var limit = 200

  @Flag(help: "Write each row as a line of OTLP/JSON, as `skein export` does.")
  var json = false

  func validate() throws {
    if lines < 0 { throw ValidationError("--lines must not be negative") }
    guard (1...QueryLimits.logRecordCount).contains(limit) else {
      throw ValidationError("--limit must be between 1 and \(QueryLimits.logRecordCount)")
    }
  }

  func run() async throws {
    try await source.withReader { reader in try await follow(reader) }
  }

  private func follow(_ reader: any TelemetryReader) async throws {
    var spans = options.spanQuery.map { SpanTail($0, text: options.text, rowLimit: limit) }
    var logs = options.logQuery.map { LogTail($0, rowLimit: limit) }
    var isFirst = true
    var pause: Duration?
    while true {
      do {
        let rowLimit = isFirst ? lines : limit
        var arrivals = try await spans?.look(reader, limit: rowLimit) ?? Arrivals([], limit: 0)
        if let records = try await logs?.look(reader, limit: rowLimit) { arrivals.merge(records) }
        if isFirst { arrivals = Arrivals(arrivals.rows, limit: lines) }
        if pause != nil { StandardError.write("skein: \(SafeText.escaping(reader.name)) answers again\n") }
        pause = nil
        try await show(arrivals, saysSkipped: !isFirst)
        isFirst = false
        try await Task.sleep(for: TailLimits.pause)
      } catch let failure as CommandFailure where !isFirst && source.server != nil {
        if pause == nil {
          StandardError.write("skein: \(SafeText.escaping(failure.message)); waiting until it answers again\n")
        }
        let next = min((pause ?? .milliseconds(250)) * 2, TailLimits.longestPause)
        pause = next
        try await Task.sleep(for: next)
      }
    }
  }

  private func show(_ arrivals: Arrivals, saysSkipped: Bool) async throws {
    let json = json
    try await blocking {
      let terminal = TerminalCapabilities(of: .standardOutput)
      let (spanView, logView) = (SpanLineView(on: terminal), LogLineView(on: terminal))
      var console = try Console()
      for row in arrivals.rows {
        switch row {
        case .span(let batch, let row) where json:
          var single = SpanBatch()
          single.append(contentsOf: batch, rows: [row])
          try console.print(OTLPJSON.encodeTraces(single))
        case .span(let batch, let row): try console.print(spanView.line(of: row, in: batch))
        case .record(let batch, let row) where json:
          var single = LogBatch()
          single.append(contentsOf: batch, rows: [row])
          try console.print(OTLPJSON.encodeLogs(single))
        case .record(let batch, let row):
          let service = batch.strings.text(batch.serviceName(of: row))
          let trace = batch.traceIDs[row]
          try console.print(logView.line(of: batch.record(at: row), service: service, traceID: trace))
        }
      }
      try console.flush()
      if saysSkipped && (arrivals.skippedCount > 0 || arrivals.hasMore) {
        let skipped = NumberText.counted(arrivals.skippedCount, "row")
        let count = !arrivals.hasMore ? skipped : arrivals.skippedCount > 0 ? "at least \(skipped)" : "more rows"
        StandardError.write("skein: … \(count) left out; narrow the conditions, or raise --limit\n")
      }
    }
  }
}
