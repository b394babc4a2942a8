import NIOPosix
package import Skein
import Tracing

/// A service's own SQLite database: a span for each statement, on a thread of its own.
package final class Database: Sendable {
  /// What its spans name it: `db.namespace`.
  let name: String
  private let connection: Connection
  private let tracer: SkeinTracer
  private let thread = NIOThreadPool(numberOfThreads: 1)

  package init(path: String, name: String, schema: [String], tracer: SkeinTracer) throws {
    self.name = name
    self.tracer = tracer
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
  func run(_ statement: Statement, _ values: SQLValue...) async throws -> [Row] {
    let span = tracer.startSpan(statement.summary, context: .current ?? .topLevel, ofKind: .client)
    defer { span.end() }
    span.updateAttributes { attributes in
      attributes["db.system.name"] = "sqlite"
      attributes["db.namespace"] = name
      attributes["db.operation.name"] = statement.operation
      if let table = statement.table { attributes["db.collection.name"] = table }
      attributes["db.query.summary"] = statement.summary
      attributes["db.query.text"] = statement.sql
    }
    do {
      let rows = try await quietly(statement.sql, values)
      span.attributes["db.response.returned_rows"] = rows.count
      return rows
    } catch {
      span.attributes["error.type"] = "\((error as? DatabaseFailure)?.code ?? 0)"
      span.recordError(error)
      span.setStatus(SpanStatus(code: .error))
      throw error
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
