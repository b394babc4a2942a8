import ArgumentParser
import QueryAPI
import QueryEngine
import TelemetryModel
import TelemetryStorage
import TerminalUI

/// `skein top`: the busiest services or operations, live.
struct TopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top",
    abstract: "Show the busiest services and operations, live.",
    discussion: """
      Keys: arrows choose a service, Enter shows its operations and Backspace goes back; r, e, p and n sort by rate, \
      errors, 95th percentile and name; q quits. Without a terminal, or with --once, it writes one picture and ends.

      EXAMPLES
        skein top
        skein top --service checkout --since 15m --sort p95
        skein top --once --server http://127.0.0.1:16686
      """)

  @OptionGroup var source: SourceOptions

  @Option(help: ArgumentHelp("The time that the figures are about, up to now.", valueName: "duration"))
  var since = DurationArgument(nanoseconds: 300_000_000_000)

  @Option(help: "Show the operations of this service.")
  var service: String?

  @Option(help: "What to sort by: rate, errors, p95 or name.")
  var sort = TopSort.rate

  @Option(help: ArgumentHelp("How often to read the figures anew.", valueName: "duration"))
  var interval = DurationArgument(nanoseconds: 2_000_000_000)

  @Flag(help: "Write one picture and end.")
  var once = false

  @Flag(help: "Write the figures of the picture as one JSON object, as `skein red` does.")
  var json = false

  func validate() throws {
    guard since.nanoseconds >= 60_000_000_000 else { throw ValidationError("--since must be at least 1m") }
    guard interval.nanoseconds >= 200_000_000 else { throw ValidationError("--interval must be at least 200ms") }
  }

  func run() async throws {
    try await RateReader.with(source) { reader in
      var content = TopContent(
        reader: reader, place: source.server?.text ?? source.database.resolvedPath, since: since.nanoseconds,
        service: service, sort: sort)
      let terminal = TerminalCapabilities(of: .standardOutput)
      guard once || json || !terminal.isTerminal else {
        return try await LiveScreen(interval: .nanoseconds(Int64(clamping: interval.nanoseconds))).run(content)
      }
      var console = try Console()
      if json {
        try console.print(try await reader.red(content.totalsQuery(now: .now)))
      } else {
        try await content.refresh()
        for line in content.lines(on: terminal, rowCount: .max) { try console.print(line) }
      }
      try console.flush()
    }
  }
}

/// What the rows of `skein top` are sorted by.
enum TopSort: String, ExpressibleByArgument, CaseIterable {
  case rate, errors, p95, name
}
