import OTLPFormat
import QueryEngine
import TelemetryModel
import TelemetryStorage
import TelemetryTransfer

/// Reads a database file in this process.
struct FileTraceReader: TraceReader {
  let name: String
  let engine: QueryEngine

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

  func export(_ signal: OTLPSignal, _ range: TimeRange, to path: String) async throws {
    try await blocking { [engine] in
      let output = ExportOutput(try FileOutput(path: path))
      do throws(QueryError) {
        switch signal {
        case .traces: try engine.export(range) { batch throws(QueryError) in try output.write(batch.forEachLine) }
        case .logs: try engine.exportLogs(range) { batch throws(QueryError) in try output.write(batch.forEachLine) }
        case .metrics:
          try engine.exportMetrics(range) { batch throws(QueryError) in try output.write(batch.forEachLine) }
        }
      } catch {
        throw output.failure ?? error as any Error
      }
    }
  }
}

/// A file that an export goes to: its failure ends the scan, and is what the user hears of.
private final class ExportOutput {
  private var file: FileOutput
  private(set) var failure: TransferError?

  init(_ file: consuming FileOutput) { self.file = file }

  func write(
    _ forEachLine: (([UInt8]) throws(TransferError) -> Void) throws(TransferError) -> Void
  ) throws(QueryError) {
    do throws(TransferError) {
      try forEachLine { line throws(TransferError) in try file.write(line) }
    } catch {
      failure = error
      throw QueryError(.cancelled, "\(error)")
    }
  }
}
