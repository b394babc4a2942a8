import QueryEngine
import TelemetryModel
import TelemetryStorage
import TelemetryTransfer

/// Reads a database file in this process.
struct FileTraceReader: TraceReader {
  let name: String
  private let engine: QueryEngine

  init(_ engine: QueryEngine, name: String) {
    self.engine = engine
    self.name = name
  }

  func services() async throws -> [String] {
    try await blocking { [engine] in try engine.services() }
  }

  func operations(ofService service: String) async throws -> [ServiceOperation] {
    try await blocking { [engine] in try engine.operations(service: service) }
  }

  func trace(_ id: TraceID) async throws -> SpanBatch {
    try await blocking { [engine] in
      do throws(QueryError) {
        return try engine.trace(id)
      } catch {
        if error.code == .traceNotFound { return SpanBatch() }
        throw error
      }
    }
  }

  func search(_ query: TraceQuery) async throws -> [SpanBatch] {
    try await blocking { [engine] in try engine.search(query) }
  }

  func correlated(with id: String) async throws -> Correlated {
    try await blocking { [engine] in try engine.correlated(with: id) }
  }

  func export(_ range: TimeRange, to path: String) async throws {
    try await blocking { [engine] in
      var output = try FileOutput(path: path)
      var failure: TransferError?
      do throws(QueryError) {
        try engine.export(range) { batch throws(QueryError) in
          do throws(TransferError) {
            try batch.forEachLine { line throws(TransferError) in try output.write(line) }
          } catch {
            failure = error
            throw QueryError(.cancelled, "\(error)")
          }
        }
      } catch {
        throw failure ?? error as any Error
      }
    }
  }
}
