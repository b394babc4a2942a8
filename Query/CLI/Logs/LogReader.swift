import QueryEngine
import TelemetryModel
import TelemetryStorage

/// What `skein logs` reads from: a file or a server. Answers are the same, whichever it is.
protocol LogReader: Sendable {
  /// As messages name it.
  var name: String { get }

  /// The first records that fulfil a query, in its order.
  func logs(_ query: LogQuery) async throws -> LogPage

  /// What the bodies of the records that fulfil a query have in common, the most frequent first.
  func patterns(_ query: LogQuery) async throws -> [LogPatterns.Pattern]
}

extension SourceOptions {
  /// Runs `body` with a reader and gives its resources back afterwards.
  func withLogReader<Result: Sendable>(
    _ body: (any LogReader) async throws -> Result
  ) async throws -> Result {
    if let server { return try await ServerTraceReader.with(server, body) }
    let database = database
    let store = try await blocking { try database.openForReading() }
    return try await body(FileLogReader(QueryEngine(source: store, logs: store), name: database.resolvedPath))
  }
}

/// Reads a database file in this process.
struct FileLogReader: LogReader {
  let name: String
  private let engine: QueryEngine

  init(_ engine: QueryEngine, name: String) {
    self.engine = engine
    self.name = name
  }

  func logs(_ query: LogQuery) async throws -> LogPage { try await blocking { [engine] in try engine.logs(query) } }

  func patterns(_ query: LogQuery) async throws -> [LogPatterns.Pattern] {
    try await blocking { [engine] in Array(try engine.patterns(query).patterns.prefix(query.limit.count)) }
  }
}
