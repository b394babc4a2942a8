import OTLPFormat
import QueryEngine
import TelemetryModel
import TelemetryStorage
import TelemetryTransfer

/// What commands read from: a file or a server. Answers are the same, whichever it is.
protocol TraceReader: Sendable {
  /// As messages name it.
  var name: String { get }

  /// Sorted by name.
  func services() async throws -> [String]

  /// Sorted by name and kind.
  func operations(ofService service: String) async throws -> [ServiceOperation]

  /// The spans of a trace as they were sent; empty when there is none.
  func trace(_ id: TraceID) async throws -> SpanBatch

  /// The newest traces that fulfil a query, each whole.
  func search(_ query: TraceQuery) async throws -> [SpanBatch]

  /// Everything under a correlation ID; empty when there is nothing.
  func correlated(with id: String) async throws -> Correlated

  /// Writes all rows of a range to a file (`-`: standard output) as OTLP/JSON lines, in bounded memory.
  func export(_ signal: OTLPSignal, _ range: TimeRange, to path: String) async throws
}
