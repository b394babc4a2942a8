import ArgumentParser
import QueryEngine
import TelemetryModel
import TelemetryStorage
import TerminalUI

extension RedDimension: ExpressibleByArgument {}

/// `skein red`: a dashboard of rates, errors and durations.
struct RedCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "red",
    abstract: "Show rates, errors and durations.",
    discussion: """
      Counts are exact, quantiles within 1.1 %. Groups by service, or by operation and kind for one service.

      EXAMPLES
        skein red
        skein red --service checkout --since 15m
        skein red --by service --by kind --watch
        skein red --server http://127.0.0.1:16686 --json
      """)

  @OptionGroup var source: SourceOptions
  @OptionGroup var time: RecentOptions

  @Option(help: "Only spans of this service.")
  var service: String?

  @Option(help: "Only spans of this name.")
  var operation: String?

  @Option(help: "What to divide by: service, operation, kind, status, or the key of an attribute; may be repeated.")
  var by: [RedDimension] = []

  @Option(help: "How many rows to show.")
  var top = 20

  @Flag(help: "Show the figures anew every five seconds, until interrupted.")
  var watch = false

  @Flag(help: "Write one JSON object, as the HTTP API gives it.")
  var json = false

  private static let watchInterval = Duration.seconds(5)

  func validate() throws {
    guard top > 0 else { throw ValidationError("--top must be positive") }
    if watch && json { throw ValidationError("--watch and --json exclude each other") }
    if watch && time.end != nil { throw ValidationError("--watch and --end exclude each other") }
    if watch && !TerminalCapabilities(of: .standardOutput).isTerminal {
      throw ValidationError("--watch needs a terminal")
    }
  }

  func run() async throws {
    try await RateReader.with(source) { reader in
      if json {
        var console = try Console()
        try console.print(try await reader.red(query))
        return try console.flush()
      }
      guard watch else { return try await show(reader, clearing: false) }
      while true {
        try await show(reader, clearing: true)
        try await Task.sleep(for: Self.watchInterval)
      }
    }
  }

  private var query: RedQuery {
    get throws {
      let usual: Set<RedDimension> = service == nil ? [.service] : [.operation, .kind]
      return RedQuery(
        service: service, operation: operation, grouping: by.isEmpty ? usual : Set(by), timeRange: try time.range,
        quantiles: RedView.quantiles)
    }
  }

  private func show(_ reader: RateReader, clearing: Bool) async throws {
    let terminal = TerminalCapabilities(of: .standardOutput)
    let query = try query
    let totals = try RedFigures(answer: try await reader.red(query))
    guard clearing || !totals.groups.isEmpty else { throw CommandFailure.nothingFound("no spans in this time") }
    var trendQuery = query
    let minuteCount = Int(query.minutes.upperBound - query.minutes.lowerBound) + 1
    let stepMinutes = RedView.trendStepMinutes(of: minuteCount)
    trendQuery.stepMinutes = stepMinutes
    trendQuery.quantiles = []
    let trends = terminal.isTerminal ? try RedFigures(answer: try await reader.red(trendQuery)) : nil
    var console = try Console()
    // Home, then each line over the old one, then what is left of the old ones: nothing flickers.
    let (home, rest) = ("\u{1B}[H\u{1B}[2K", "\u{1B}[J")
    let ink = Ink(isColoured: terminal.showsColours)
    if terminal.isTerminal {
      let range = "\(TimestampText.of(query.timeRange.start)) to \(TimestampText.of(query.timeRange.end))"
      try console.print((clearing ? home : "") + ink.paint(range, .quiet))
    }
    let view = RedView(totals: totals, trends: trends, stepMinutes: stepMinutes, rowCount: top)
    for line in view.lines(on: terminal) { try console.print((clearing ? "\u{1B}[2K" : "") + line) }
    if clearing { try console.print(rest) }
    try console.flush()
    RateCell.warn(damaged: totals.damaged)
  }
}
