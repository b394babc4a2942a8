import ArgumentParser
import TelemetryModel
import TerminalUI

/// `skein find`: lists the traces that fulfil conditions.
struct FindCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "find",
    abstract: "Find traces.",
    discussion: """
      Lists the newest traces of which one span fulfils all conditions. Exit code 3 when there is none.

      EXAMPLES
        skein find --service checkout --errors --since 1h
        skein find --operation 'GET /cart' --min-duration 500ms --tag http.request.method=GET
        skein find --filter 'http.response.status_code>=500 and not (http.route=~"/health.*" or service=probe)'
        skein find --filter 'duration>2s and (exists(db.system) or kind=client)' --since 15m
        skein find --filter 'event:exception.type=~".*Timeout.*"' --filter 'resource:host.name!=build-1'
        skein find --json --limit 100 | jq -r .traceId
      """)

  @OptionGroup var source: SourceOptions
  @OptionGroup var search: SearchOptions

  @Flag(help: "Write a JSON object a line for every trace.")
  var json = false

  func run() async throws {
    let query = try search.query
    let (traces, place) = try await source.withReader { reader in (try await reader.search(query), reader.name) }
    guard !traces.isEmpty else { throw CommandFailure.nothingFound("no trace in \(place) fulfils the conditions") }
    let json = json
    try await blocking {
      let summaries = traces.map(TraceSummary.init)
      var console = try Console()
      if json {
        for summary in summaries { try console.print(summary.json) }
      } else {
        let table = Self.table(of: summaries)
        for line in table.lines(on: TerminalCapabilities(of: .standardOutput)) { try console.print(line) }
      }
      try console.flush()
    }
  }

  private static func table(of summaries: [TraceSummary]) -> Table {
    var table = Table([
      Table.Column("TRACE ID"), Table.Column("SERVICE", isFlexible: true), Table.Column("OPERATION", isFlexible: true),
      Table.Column("START"), Table.Column("DURATION", alignment: .right), Table.Column("SPANS", alignment: .right),
      Table.Column("ERRORS", alignment: .right),
    ])
    for summary in summaries {
      table.append([
        Table.Cell(summary.traceID.description),
        Table.Cell(summary.rootService, ServicePalette.style(ofService: summary.rootService)),
        Table.Cell(summary.rootOperation), Table.Cell(TimestampText.of(summary.start)),
        Table.Cell(DurationText.short(nanoseconds: summary.durationNanoseconds)),
        Table.Cell(NumberText.grouped(summary.spanCount)),
        Table.Cell(NumberText.grouped(summary.errorCount), summary.errorCount > 0 ? .failure : .plain),
      ])
    }
    return table
  }
}
