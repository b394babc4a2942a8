import ArgumentParser
import OTLPFormat
import TelemetryModel
import TerminalUI
import TraceAnalysis

/// `skein trace`: draws the request tree of a trace.
struct TraceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Show the request tree of a trace.",
    discussion: """
      One line a span: who called whom, when, how long, how long by itself, and what failed. OFFSET counts from the \
      start of the trace; SELF is the part of the duration during which no child ran.

      EXAMPLES
        skein trace 5b8efff798038103d269b633813fc60c
        skein trace --events --server http://127.0.0.1:16686 d269b633813fc60c
        skein trace --json 5b8efff798038103d269b633813fc60c | jq .
      """)

  @Argument(help: ArgumentHelp("The trace ID: up to 32 hexadecimal digits, or base64.", valueName: "id"))
  var id: TraceIDArgument

  @OptionGroup var source: SourceOptions

  @Flag(help: "Write the spans as OTLP/JSON, exactly as they were sent.")
  var json = false

  @Flag(help: "List the events of each span, and doubts about its times.")
  var events = false

  @Flag(help: "Draw the spans as they were sent: no duplicates removed, no shared span IDs resolved.")
  var raw = false

  func run() async throws {
    let (trace, place) = try await source.withReader { reader in (try await reader.trace(id.id), reader.name) }
    guard !trace.isEmpty else { throw CommandFailure.nothingFound("no trace \(id.id) in \(place)") }
    let (json, events, raw) = (json, events, raw)
    try await blocking {
      var console = try Console()
      if json {
        try console.print(OTLPJSON.encodeTraces(trace))
      } else {
        try Self.draw(trace, raw: raw, events: events, on: &console)
      }
      try console.flush()
    }
  }

  private static func draw(_ trace: SpanBatch, raw: Bool, events: Bool, on console: inout Console) throws {
    let view = TraceView(
      of: raw ? AdjustedTrace(trace) : AdjustedTrace(adjusting: trace), showsEvents: events,
      terminal: TerminalCapabilities(of: .standardOutput))
    try view.draw { line in try console.print(line) }
  }
}
