import ArgumentParser
import TelemetryModel
import TelemetryStorage
import TerminalUI

/// `skein deps`: who calls whom.
struct DependenciesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deps",
    abstract: "Show which services call which, how often, and how that goes.",
    discussion: """
      EXAMPLES
        skein deps
        skein deps --since 24h
        skein deps --server http://127.0.0.1:16686 --json
      """)

  @OptionGroup var source: SourceOptions
  @OptionGroup var time: RecentOptions

  @Flag(help: "Write one JSON object, as the HTTP API gives it.")
  var json = false

  func run() async throws {
    let range = try time.range
    let body = try await RateReader.with(source) { try await $0.dependencies(range) }
    var console = try Console()
    if json {
      try console.print(body)
      return try console.flush()
    }
    let answer = try DependencyFigures(answer: body)
    guard !answer.dependencies.isEmpty else { throw CommandFailure.nothingFound("no calls in this time") }
    let minutes = max(Double(range.end.nanoseconds(since: range.start)) / 60e9, 1)
    var table = Table([
      Table.Column("CALLER", isFlexible: true), Table.Column("CALLEE", isFlexible: true), Table.Column("LINK"),
      Table.Column("CALLS", alignment: .right), Table.Column("A MINUTE", alignment: .right),
      Table.Column("ERRORS", alignment: .right), Table.Column("MEAN", alignment: .right),
    ])
    for dependency in answer.dependencies {
      table.append([
        Table.Cell(dependency.caller, ServicePalette.style(ofService: dependency.caller)),
        Table.Cell(dependency.callee, ServicePalette.style(ofService: dependency.callee)),
        Table.Cell(dependency.link), Table.Cell(NumberText.grouped(dependency.count)),
        Table.Cell(QuantityText.short(Double(dependency.count) / minutes)),
        RateCell.errors(dependency.errors, of: dependency.count), RateCell.duration(dependency.mean),
      ])
    }
    for line in table.lines(on: TerminalCapabilities(of: .standardOutput)) { try console.print(line) }
    try console.flush()
    RateCell.warn(damaged: answer.damaged)
  }
}
