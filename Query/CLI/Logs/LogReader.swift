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

/// What commands about spans and log records read from.
typealias TelemetryReader = TraceReader & LogReader

extension FileTraceReader: LogReader {
  func logs(_ query: LogQuery) async throws -> LogPage { try await blocking { [engine] in try engine.logs(query) } }

  func patterns(_ query: LogQuery) async throws -> [LogPatterns.Pattern] {
    try await blocking { [engine] in Array(try engine.patterns(query).patterns.prefix(query.limit.count)) }
  }
}
