import ArgumentParser
import AsyncHTTPClient
import OTLPFormat
import SegmentStore
import TelemetryTransfer
import TerminalUI

/// `skein import`: takes telemetry from files into a database or a running collector.
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Import spans, log records and metrics from files.",
    discussion: """
      Reads OTLP/JSON (one object a line, as the OpenTelemetry Collector's file exporter writes it) and length-prefixed \
      OTLP protobuf (a 32-bit little-endian length before each message), plain or gzipped. The content tells which.

      EXAMPLES
        skein import capture.otlp.gz logs.otlp.gz metrics.otlp.gz
        skein import --db shop.db monday.jsonl tuesday.jsonl.gz
        zcat spans.jsonl.gz | skein import --to http://127.0.0.1:4318 -
      """)

  @Argument(help: ArgumentHelp("The files; - is standard input.", valueName: "file"))
  var files: [String]

  @OptionGroup var database: DatabaseOption

  @Option(
    help: ArgumentHelp(
      "Send them to this OTLP/HTTP collector instead, such as http://127.0.0.1:4318.", valueName: "url"))
  var to: CollectorURL?

  func validate() throws {
    if files.isEmpty { throw ValidationError("name at least one file, or - for standard input") }
    if files.count(where: { $0 == "-" }) > 1 { throw ValidationError("standard input can be read only once") }
    if to != nil && database.path != nil { throw ValidationError("--db and --to exclude each other") }
  }

  func run() async throws {
    let source = TelemetryFiles(paths: files)
    let progress = ImportProgress(source)
    do {
      if let to {
        try await send(source, to: to.endpoint, progress)
      } else {
        try await store(source, progress)
      }
    } catch {
      progress.finish()
      if progress.storedRowCount > 0 { StandardError.write("skein: before it failed: \(progress.summary)\n") }
      throw error
    }
    progress.finish()
    var console = try Console()
    try console.print(progress.summary)
    for note in progress.notes { try console.print(note) }
    try console.flush()
  }

  private func store(_ source: TelemetryFiles, _ progress: ImportProgress) async throws {
    let database = database
    try await blocking {
      let store = try database.openForWriting()
      defer { store.close() }
      while let group = try source.nextGroup() {
        try store.append(group.batches)
        try store.append(group.logBatches)
        try store.append(group.metricBatches)
        progress.add(stored: group.rows)
      }
    }
  }

  private func send(_ source: TelemetryFiles, to endpoint: TraceEndpoint, _ progress: ImportProgress) async throws {
    let client = HTTPClient(configuration: .telemetryTransfer)
    let sender = SpanSender(to: endpoint, client: client)
    var requests: [TelemetryRequest] = []
    do {
      try await sender.sendAll {
        if requests.isEmpty { requests = try await blocking { try source.nextGroup()?.requests ?? [] } }
        return requests.popLast()
      } report: { request, outcome in
        let stored = max(0, request.rowCount - outcome.rejectedRowCount)
        let rows =
          switch request.signal {
          case .traces: RowCounts(spans: stored)
          case .logs: RowCounts(records: stored)
          case .metrics: RowCounts(points: stored)
          }
        progress.add(stored: rows, refused: outcome.rejectedRowCount, message: outcome.message)
      }
    } catch {
      try? await client.shutdown()
      throw error
    }
    try await client.shutdown()
  }
}

/// The address of a collector on the command line.
struct CollectorURL: ExpressibleByArgument, Sendable {
  let endpoint: TraceEndpoint

  init?(argument: String) {
    guard let endpoint = TraceEndpoint(argument) else { return nil }
    self.endpoint = endpoint
  }
}
