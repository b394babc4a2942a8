import ArgumentParser
import OTLPFormat

/// `skein export`: writes telemetry to a file that every OpenTelemetry tool can read.
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Export spans, log records or metrics as OTLP/JSON lines.",
    discussion: """
      Writes the OTLP/JSON file format: one object with "resourceSpans" (or "resourceLogs", "resourceMetrics") a line. \
      `skein import` and the OpenTelemetry Collector's otlpjsonfile receiver read it back.

      EXAMPLES
        skein export --output all.jsonl.gz
        skein export --since 1h | grep checkout
        skein export --logs --output logs.jsonl.gz
        skein export --metrics --since 1d --output metrics.jsonl.gz
        skein export --server http://127.0.0.1:16686 --start 2026-11-22T13:00:00Z --end 2026-11-22T14:00:00Z
      """)

  @OptionGroup var source: SourceOptions
  @OptionGroup var time: TimeOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where to write; a name that ends in .gz is compressed, - is standard output.", valueName: "file"))
  var output = "-"

  @Flag(help: "Export log records instead of spans.")
  var logs = false

  @Flag(help: "Export points of metrics instead of spans.")
  var metrics = false

  func validate() throws {
    if logs && metrics { throw ValidationError("--logs and --metrics exclude each other") }
  }

  func run() async throws {
    let range = try time.range
    let signal: OTLPSignal = logs ? .logs : metrics ? .metrics : .traces
    try await source.withReader { reader in try await reader.export(signal, range, to: output) }
  }
}
