import ArgumentParser
import PromQL
import TelemetryModel
import TelemetryStorage
import TerminalUI

/// `skein metrics`: asks PromQL, and draws the answer.
struct MetricsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Ask about metrics in PromQL.",
    discussion: """
      Draws curves on a terminal, and writes a table of all points elsewhere. Knows the metrics that were sent, and the
      series that spans yield:
      traces_spanmetrics_calls_total, traces_spanmetrics_errors_total, traces_spanmetrics_latency (also as _bucket,
      _count and _sum), traces_service_graph_request_total, traces_service_graph_request_failed_total and
      traces_service_graph_request_server_seconds.

      EXAMPLES
        skein metrics 'sum by (service) (rate(traces_spanmetrics_calls_total[5m]))'
        skein metrics --since 6h 'histogram_quantile(0.95, sum by (service) (rate(traces_spanmetrics_latency[5m])))'
        skein metrics --instant 'topk(5, increase(traces_spanmetrics_errors_total[1h]))'
      """)

  @OptionGroup var source: SourceOptions
  @OptionGroup var time: RecentOptions

  @Argument(help: "The query.")
  var query: String

  @Option(help: ArgumentHelp("The time between two points. Default: what fits.", valueName: "duration"))
  var step: DurationArgument?

  @Flag(help: "Ask for the end of the time alone.")
  var instant = false

  @Flag(help: "Write the answer as Prometheus' HTTP API gives it.")
  var json = false

  private static let pointCount: UInt64 = 240
  private static let nanosecondsPerMillisecond: UInt64 = 1_000_000

  func validate() throws {
    if instant && step != nil { throw ValidationError("--instant and --step exclude each other") }
    if let step, step.nanoseconds < Self.nanosecondsPerMillisecond {
      throw ValidationError("--step must be at least 1ms")
    }
  }

  func run() async throws {
    var range = try time.range
    let stepMilliseconds = instant ? nil : step(of: range)
    if let stepMilliseconds, step == nil { range = range.aligned(toMilliseconds: UInt64(stepMilliseconds)) }
    let body = try await RateReader.with(source) { [range] reader in
      try await reader.promQL(query, range, stepMilliseconds: stepMilliseconds)
    }
    var console = try Console()
    if json {
      try console.print(body)
      return try console.flush()
    }
    let answer = try PromQLFigures(answer: body)
    for note in answer.notes { StandardError.write("skein: \(SafeText.escaping(note))\n") }
    let terminal = TerminalCapabilities(of: .standardOutput)
    switch answer.result {
    case .single(let sample): try console.print(SafeText.escaping(sample.text))
    case .series(let series):
      guard !series.isEmpty else { throw CommandFailure.nothingFound("the query finds no series in this time") }
      for line in lines(series, range, stepMilliseconds, terminal) { try console.print(line) }
    }
    try console.flush()
  }

  /// Full minutes, since series from spans have a sample a minute, unless the range is short.
  private func step(of range: TimeRange) -> Int64 {
    if let step { return Int64(step.nanoseconds / Self.nanosecondsPerMillisecond) }
    let minute: UInt64 = 60_000
    let length = range.end.nanoseconds(since: range.start) / Self.nanosecondsPerMillisecond
    return Int64(max((length / Self.pointCount + minute - 1) / minute, 1) * minute)
  }

  private func lines(
    _ series: [PromQLFigures.Series], _ range: TimeRange, _ stepMilliseconds: Int64?, _ terminal: TerminalCapabilities
  ) -> [String] {
    guard let stepMilliseconds, terminal.isTerminal, series.contains(where: { $0.values != nil }) else {
      return table(series, hasTimes: stepMilliseconds != nil || series.contains { $0.value == nil }).lines(on: terminal)
    }
    let curves = series.compactMap { one -> Plot.Curve? in
      guard let values = one.values else { return nil }
      return Plot.Curve(
        name: one.name,
        points: values.map { ($0.moment, $0.value ?? .nan) })
    }
    let stepNanoseconds = UInt64(stepMilliseconds) * Self.nanosecondsPerMillisecond
    return Plot(curves, from: range.start, to: range.end, stepNanoseconds: stepNanoseconds + stepNanoseconds / 2)
      .lines(on: terminal)
  }

  private func table(_ series: [PromQLFigures.Series], hasTimes: Bool) -> Table {
    let value = Table.Column("VALUE", alignment: .right)
    var table = Table((hasTimes ? [Table.Column("TIME")] : []) + [value, Table.Column("SERIES", isFlexible: true)])
    for one in series {
      let samples = [one.value, one.histogram].compactMap(\.self) + (one.values ?? []) + (one.histograms ?? [])
      for sample in samples {
        table.append(
          (hasTimes ? [Table.Cell(TimestampText.of(sample.moment))] : []) + [
            Table.Cell(sample.text), Table.Cell(one.name),
          ])
      }
    }
    return table
  }
}

extension TimeRange {
  /// Steps at round times, so that the same query a little later shows the same points.
  func aligned(toMilliseconds step: UInt64) -> TimeRange {
    let unit = step * 1_000_000
    let first = start.nanoseconds / unit * unit
    return TimeRange(start: Timestamp(nanoseconds: first), end: end) ?? self
  }
}
