import CoreMetrics
public import Skein
import Tracing

/// Calls of one database as client spans, whatever library makes them.
///
/// A span is named after what the statement does to what (`SELECT orders`) and has the attributes of OpenTelemetry's
/// semantic conventions for databases; `db.client.operation.duration` counts the calls. Literals of a statement never
/// leave the process: they are replaced with `?`.
///
/// ```swift
/// let database = TracedDatabase(telemetry, namespace: "orders.sqlite")
/// let rows = try database.call("SELECT * FROM orders WHERE id = ?") { span in try connection.query(...) }
/// ```
public struct TracedDatabase: Sendable {
  private let telemetry: Telemetry
  private let system: String
  private let namespace: String
  private let server: (address: String, port: Int?)?

  /// - Parameters:
  ///   - system: `db.system.name`: `sqlite`, `postgresql` and so on.
  ///   - namespace: The name of the database within its system; for SQLite, its file.
  ///   - server: Where the database runs, when it is not in this process.
  public init(
    _ telemetry: Telemetry, system: String = "sqlite", namespace: String, server: (address: String, port: Int?)? = nil
  ) {
    self.telemetry = telemetry
    self.system = system
    self.namespace = namespace
    self.server = server
  }

  /// Runs the call that executes a statement.
  ///
  /// - Parameters:
  ///   - batchSize: How many statements or rows of parameters the call sends at once, when more than one.
  ///   - work: Gets the span, for example to set `db.response.returned_rows`.
  public func call<Result>(
    _ statement: String, batchSize: Int = 1, _ work: (SkeinSpan) throws -> Result
  ) rethrows -> Result {
    let summary = StatementSummary(statement)
    let span = begin(summary, batchSize)
    let startedAt = ContinuousClock.now
    defer { span.end() }
    do {
      let result = try ServiceContext.$current.withValue(span.context) { try work(span) }
      record(summary, nil, since: startedAt)
      return result
    } catch {
      fail(span, error)
      record(summary, error, since: startedAt)
      throw error
    }
  }

  /// Runs the call that executes a statement, which may suspend.
  public func call<Result>(
    _ statement: String, batchSize: Int = 1, isolation: isolated (any Actor)? = #isolation,
    _ work: (SkeinSpan) async throws -> Result
  ) async rethrows -> Result {
    let summary = StatementSummary(statement)
    let span = begin(summary, batchSize)
    let startedAt = ContinuousClock.now
    defer { span.end() }
    do {
      let result = try await ServiceContext.$current.withValue(span.context) { try await work(span) }
      record(summary, nil, since: startedAt)
      return result
    } catch {
      fail(span, error)
      record(summary, error, since: startedAt)
      throw error
    }
  }

  private func begin(_ summary: StatementSummary, _ batchSize: Int) -> SkeinSpan {
    let span = telemetry.tracer.startSpan(summary.text.isEmpty ? namespace : summary.text, ofKind: .client)
    guard span.isRecording else { return span }
    span.updateAttributes { attributes in
      attributes.set("db.system.name", value: .string(system))
      attributes.set("db.namespace", value: .string(namespace))
      attributes.set("db.query.text", value: .string(summary.statement))
      if !summary.text.isEmpty { attributes.set("db.query.summary", value: .string(summary.text)) }
      if let operation = summary.operation { attributes.set("db.operation.name", value: .string(operation)) }
      if let collection = summary.collection { attributes.set("db.collection.name", value: .string(collection)) }
      if batchSize > 1 { attributes.set("db.operation.batch.size", value: .int64(Int64(batchSize))) }
      if let server {
        attributes.set("server.address", value: .string(server.address))
        if let port = server.port { attributes.set("server.port", value: .int64(Int64(port))) }
      }
    }
    return span
  }

  private func fail(_ span: SkeinSpan, _ error: any Error) {
    span.recordError(error)
    span.setStatus(SpanStatus(code: .error))
  }

  private func record(_ summary: StatementSummary, _ error: (any Error)?, since start: ContinuousClock.Instant) {
    var dimensions = [("db.system.name", system), ("db.namespace", namespace)]
    if let operation = summary.operation { dimensions.append(("db.operation.name", operation)) }
    if let collection = summary.collection { dimensions.append(("db.collection.name", collection)) }
    if let error { dimensions.append(("error.type", String(reflecting: type(of: error)))) }
    let duration = (ContinuousClock.now - start).components
    telemetry.metricsFactory.makeTimer(label: "db.client.operation.duration", dimensions: dimensions)
      .recordNanoseconds(duration.seconds * 1_000_000_000 + duration.attoseconds / 1_000_000_000)
  }
}
