import ArgumentParser

/// `skein export`: writes spans to a file that every OpenTelemetry tool can read.
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Export spans or log records as OTLP/JSON lines.",
    discussion: """
      Writes the OTLP/JSON file format: one object with "resourceSpans" (or "resourceLogs") a line. `skein import` and the OpenTelemetry \
      Collector's otlpjsonfile receiver read it back.

      EXAMPLES
        skein export --output all.jsonl.gz
        skein export --since 1h | grep checkout
        skein export --logs --output logs.jsonl.gz
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

  func run() async throws {
    let range = try time.range
    if logs { return try await source.withLogReader { reader in try await reader.exportLogs(range, to: output) } }
    try await source.withReader { reader in try await reader.export(range, to: output) }
  }
}
