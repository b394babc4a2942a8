import ArgumentParser
import OTLPFormat
import QueryAPI
import QueryEngine
import TelemetryModel
import TerminalUI
import TraceAnalysis

/// `skein correlate`: everything under one ID.
struct CorrelateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "correlate",
    abstract: "Show everything under a correlation ID: requests, logs, what failed and what was waited for.",
    discussion: """
      The ID is a trace ID, or what services write as correlation.id, x-correlation-id, x-request-id and the like. One \
      ID may tie many traces; links lead to further ones. Logs stand at their spans. Clocks that differ are corrected, \
      and the answer says so. Exit code 3 when nothing is found.

      EXAMPLES
        skein correlate order-4711
        skein correlate 5b8efff798038103d269b633813fc60c --events
        skein correlate --server http://127.0.0.1:16686 --json order-4711 | jq .failures
      """)

  @Argument(help: ArgumentHelp("The correlation ID.", valueName: "id"))
  var id: String

  @OptionGroup var source: SourceOptions

  @Flag(help: "Write what was found out as one JSON object, as the server's API does.")
  var json = false

  @Flag(help: "Write the spans and log records themselves, as OTLP/JSON lines.")
  var otlp = false

  @Flag(help: "List the events of each span, and doubts about its times.")
  var events = false

  func validate() throws {
    if json && otlp { throw ValidationError("--json and --otlp exclude each other") }
    if id.isEmpty { throw ValidationError("a correlation ID is not empty") }
  }

  func run() async throws {
    let id = id
    let (found, place) = try await source.withReader { reader in (try await reader.correlated(with: id), reader.name) }
    guard !found.isEmpty else { throw CommandFailure.nothingFound("nothing under \(id) in \(place)") }
    let (json, otlp, events) = (json, otlp, events)
    try await blocking {
      var console = try Console()
      if otlp {
        for trace in found.traces { try console.print(OTLPJSON.encodeTraces(trace)) }
        if !found.logs.isEmpty { try console.print(OTLPJSON.encodeLogs(found.logs)) }
      } else {
        let report = CorrelationReport(
          traces: found.traces, logs: found.logs,
          maximumClockSkewNanoseconds: QueryAPILimits.correlationClockSkewNanoseconds)
        if json {
          var writer = JSONWriter()
          writer.correlation(id, isCutShort: found.isCutShort, report)
          try console.print(writer.bytes)
        } else {
          let view = CorrelationView(
            of: report, id: id, showsEvents: events, terminal: TerminalCapabilities(of: .standardOutput))
          try view.draw { line in try console.print(line) }
        }
      }
      try console.flush()
    }
    if found.isCutShort { StandardError.write("skein: more is stored under this ID than one answer holds\n") }
  }
}
