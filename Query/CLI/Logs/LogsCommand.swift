import ArgumentParser
import OTLPFormat
import QueryAPI
import QueryEngine
import TelemetryModel
import TelemetryStorage
import TerminalUI

/// `skein logs`: finds log records, or shows them as they come.
struct LogsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs",
    abstract: "Find log records.",
    discussion: """
      Shows the newest records that fulfil all conditions, the latest at the end. Exit code 3 when there is none.

      EXAMPLES
        skein logs --since 1h --severity warn
        skein logs --service checkout 'connection refused'
        skein logs --trace 5b8efff798038103d269b633813fc60c
        skein logs --correlation order-4711 --json | jq .body
        skein logs --patterns --since 1d
        skein logs --follow --severity error --server http://127.0.0.1:16686
      """)

  @OptionGroup var source: SourceOptions
  @OptionGroup var options: LogOptions

  @Flag(help: "Show what bodies have in common and how often, instead of records.")
  var patterns = false

  @Flag(help: "Go on with records as they come, until Ctrl-C.")
  var follow = false

  @Flag(help: "Write a JSON object a line for every record or pattern.")
  var json = false

  func validate() throws {
    if follow && patterns { throw ValidationError("--follow and --patterns exclude each other") }
    if follow && options.oldestFirst { throw ValidationError("--follow and --oldest-first exclude each other") }
    if follow && options.time.end != nil { throw ValidationError("--follow and --end exclude each other") }
  }

  func run() async throws {
    let query = try options.query
    try await source.withReader { reader in
      if patterns { return try await showPatterns(query, reader) }
      let page = try await reader.logs(query)
      if follow { return try await LogFollower(reader, query, self).run(from: page) }
      guard !page.records.isEmpty else {
        throw CommandFailure.nothingFound("no log record in \(reader.name) fulfils the conditions")
      }
      try await show(page, query.order)
    }
  }

  /// Writes a page, the latest record last unless the oldest ones were asked for: then they are in order already.
  func show(_ page: LogPage, _ order: LogOrder) async throws {
    let json = json
    let keys = try source.database.correlationKeys
    try await blocking {
      var console = try Console()
      let view = LogLineView(on: TerminalCapabilities(of: .standardOutput))
      let lookUps = LogLookUpColumns(page.records, keys: keys)
      let rows = order == .newestFirst ? Array((0..<page.records.count).reversed()) : Array(0..<page.records.count)
      for row in rows {
        if json {
          var writer = JSONWriter()
          writer.logRecord(row, of: page, lookUps)
          try console.print(writer.bytes)
        } else {
          let service = page.records.strings.text(page.records.serviceName(of: row))
          try console.print(
            view.line(of: page.records.record(at: row), service: service, traceID: lookUps.traceIDs[row]))
        }
      }
      try console.flush()
    }
  }

  private func showPatterns(_ query: LogQuery, _ reader: any LogReader) async throws {
    let patterns = try await reader.patterns(query)
    guard !patterns.isEmpty else {
      throw CommandFailure.nothingFound("no log record in \(reader.name) fulfils the conditions")
    }
    let json = json
    try await blocking {
      var console = try Console()
      if json {
        for pattern in patterns {
          var writer = JSONWriter()
          writer.logPattern(pattern)
          try console.print(writer.bytes)
        }
      } else {
        let table = Self.table(of: patterns)
        for line in table.lines(on: TerminalCapabilities(of: .standardOutput)) { try console.print(line) }
      }
      try console.flush()
    }
  }

  private static func table(of patterns: [LogPatterns.Pattern]) -> Table {
    var table = Table([
      Table.Column("RECORDS", alignment: .right), Table.Column("WORST"), Table.Column("SERVICES", isFlexible: true),
      Table.Column("LAST"), Table.Column("PATTERN", isFlexible: true),
    ])
    for pattern in patterns {
      let severity = pattern.highestSeverity
      let services = pattern.services.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map(\.key)
      table.append([
        Table.Cell(NumberText.grouped(pattern.recordCount)),
        Table.Cell(severity.word.uppercased(), LogLineView.style(of: severity)),
        Table.Cell(services.joined(separator: ", ")), Table.Cell(TimestampText.of(pattern.last)),
        Table.Cell(pattern.text),
      ])
    }
    return table
  }
}
