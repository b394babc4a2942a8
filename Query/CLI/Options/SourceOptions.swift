import ArgumentParser
import QueryEngine

/// Where a command reads from: a database file or a running server.
struct SourceOptions: ParsableArguments {
  @OptionGroup var database: DatabaseOption

  @Option(
    help: ArgumentHelp("A running Skein (or Jaeger) query server, such as http://127.0.0.1:16686.", valueName: "url"))
  var server: ServerURL?

  func validate() throws {
    if server != nil && database.path != nil { throw ValidationError("--db and --server exclude each other") }
    if server != nil && database.givenKeys != nil {
      throw ValidationError("--correlation-keys is for a file; a server has its own")
    }
  }

  /// Runs `body` with a reader and gives its resources back afterwards.
  func withReader<Result: Sendable>(
    _ body: (any TelemetryReader) async throws -> Result
  ) async throws -> Result {
    if let server { return try await ServerTraceReader.with(server, body) }
    let database = database
    let store = try await blocking { try database.openForReading() }
    return try await body(
      FileTraceReader(
        QueryEngine(
          source: store, rollups: store, logs: store, metrics: store, archive: store,
          correlationKeys: try database.correlationKeys),
        name: database.resolvedPath))
  }
}
