import NIOPosix
package import Skein
import SkeinDatabase
import Tracing

/// A service's own SQLite database: a span for each statement, on a thread of its own.
package final class Database: Sendable {
  private let calls: TracedDatabase
  private let connection: Connection
  private let thread = NIOThreadPool(numberOfThreads: 1)

  /// - Parameter name: What its spans name it: `db.namespace`.
  package init(path: String, name: String, schema: [String], telemetry: Telemetry) throws {
    calls = TracedDatabase(telemetry, namespace: name)
    connection = try Connection(path: schema.isEmpty ? ":memory:" : path)
    if !schema.isEmpty {
      // What the shop loses when the machine goes down, it can do without.
      try connection.run("PRAGMA journal_mode = WAL")
      try connection.run("PRAGMA synchronous = OFF")
    }
    for statement in schema { try connection.run(statement) }
    thread.start()
  }

  deinit { thread.shutdownGracefully { _ in } }

  @discardableResult
  func run(_ statement: String, _ values: SQLValue...) async throws -> [Row] {
    try await calls.call(statement) { span in
      let rows = try await quietly(statement, values)
      span.attributes["db.response.returned_rows"] = rows.count
      return rows
    }
  }

  /// Runs a statement of the machinery itself, without a span.
  @discardableResult
  func quietly(_ sql: String, _ values: [SQLValue] = []) async throws -> [Row] {
    let connection = connection
    return try await thread.runIfActive { try connection.run(sql, values) }
  }

  /// Runs several statements of the machinery as one transaction.
  func transaction<Result: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Result) async throws -> Result {
    let connection = connection
    return try await thread.runIfActive {
      try connection.run("BEGIN IMMEDIATE")
      do {
        let result = try body(connection)
        try connection.run("COMMIT")
        return result
      } catch {
        _ = try? connection.run("ROLLBACK")
        throw error
      }
    }
  }
}
