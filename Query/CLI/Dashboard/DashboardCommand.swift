import ArgumentParser
import Dashboards
import FoundationEssentials
import QueryAPI
import QueryEngine
import TelemetryModel
import TelemetryStorage
import TelemetryTransfer
import TerminalUI

/// `skein dashboard`: draws a dashboard of Grafana.
struct DashboardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dashboard",
    abstract: "Draw a Grafana dashboard.",
    discussion: """
      Reads the JSON that Grafana exports and asks its PromQL. Draws time series, numbers, tables, heatmaps and texts; \
      panels of other kinds are named. Variables have the values that the file says, else the first that is \
      stored. Looks back as far as the file says, unless told otherwise.

      EXAMPLES
        skein dashboard dashboards/red-overview.json
        skein dashboard service-detail.json --var service=checkout --since 6h
        skein dashboard red-overview.json --watch --server http://host:16686
        skein dashboard service-detail.json --json | jq .title
      """)

  @Argument(help: ArgumentHelp("The dashboard; - is standard input.", valueName: "file"))
  var file: String

  @OptionGroup var source: SourceOptions
  @OptionGroup var time: RecentOptions

  @Option(
    name: .customLong("var"),
    help: ArgumentHelp("A value of a variable; several with the same name are all of them.", valueName: "name=value"))
  var values: [TagArgument] = []

  @Option(help: ArgumentHelp("The time between two points. Default: what fits.", valueName: "duration"))
  var step: DurationArgument?

  @Flag(help: "Draw anew every ten seconds, until q is pressed.")
  var watch = false

  @Flag(help: "Write a JSON object a line for every panel, with the answers to its queries.")
  var json = false

  private static let watchInterval = Duration.seconds(10)

  func validate() throws {
    if watch && json { throw ValidationError("--watch and --json exclude each other") }
    if watch && time.end != nil { throw ValidationError("--watch and --end exclude each other") }
    if watch && file == "-" { throw ValidationError("--watch needs standard input for its keys; name a file") }
    if watch && !TerminalCapabilities(of: .standardOutput).isTerminal {
      throw ValidationError("--watch needs a terminal")
    }
    if let step, step.nanoseconds < 1_000_000 { throw ValidationError("--step must be at least 1ms") }
  }

  func run() async throws {
    let dashboard = try await blocking { [file] in try Self.read(file) }
    var options = time
    if time.since == nil, time.start == nil, let lookBack = dashboard.lookBack {
      options.since = DurationArgument(argument: lookBack)
    }
    let given = Dictionary(grouping: values.map(\.tag), by: \.key).mapValues { $0.map(\.text) }
    if let stray = given.keys.sorted().first(where: { name in !dashboard.variables.contains { $0.name == name } }) {
      let known = dashboard.variables.map(\.name).joined(separator: ", ")
      throw CommandFailure.failed("the dashboard has no variable \(stray); it has \(known.isEmpty ? "none" : known)")
    }
    let reader = DashboardReader(
      dashboard: dashboard, given: given, time: options,
      stepMilliseconds: step.map { Int64(clamping: $0.nanoseconds / 1_000_000) })
    try await RateReader.with(source) { rates in
      if watch {
        return try await LiveScreen(interval: Self.watchInterval).run(DashboardContent(reader: reader, rates: rates))
      }
      let answer = try await reader.read(rates)
      var console = try Console()
      if json {
        for panel in answer.panels { try console.print(answer.json(of: panel)) }
      } else {
        let view = DashboardView(answer, on: TerminalCapabilities(of: .standardOutput))
        for line in view.lines { try console.print(line) }
      }
      try console.flush()
    }
  }

  private static func read(_ path: String) throws -> Dashboard {
    let bytes = try TextFile.read(path, byteLimit: DashboardLimits.byteCount)
    do throws(DashboardError) {
      return try Dashboard(Data(bytes))
    } catch {
      throw CommandFailure.failed("\(path): \(error)")
    }
  }
}
