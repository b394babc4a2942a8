import HTTPTypes
import Hummingbird
import NIOCore
import OTLPFormat
import QueryEngine
import TelemetryModel
import TelemetryStorage

extension QueryAPI {
  /// `GET /api/skein/v1/export?start=&end=`: all spans that started in a range of nanoseconds, as OTLP/JSON lines; with
  /// `signal=logs` all log records, with `signal=metrics` all points of that time.
  func addExportRoute<Context: RequestContext>(to router: Router<Context>) {
    router.get("/api/skein/v1/export") { request, _ in
      do throws(RequestFailure) {
        let parameters = try QueryParameters(request)
        let range = try exportRange(parameters)
        let signal = try exportedSignal(parameters)
        guard let slot = exportSlots.take() else {
          var response = Response(
            failure: RequestFailure(.serviceUnavailable, "too many exports at once; try again later"))
          response.headers[.retryAfter] = "30"
          return response
        }
        return Response(contentType: "application/x-ndjson") { writer in
          try await export(signal, range, slot, to: &writer)
        }
      } catch {
        return Response(failure: error)
      }
    }
  }

  private func exportRange(_ parameters: QueryParameters) throws(RequestFailure) -> TimeRange {
    func bound(_ name: String) throws(RequestFailure) -> Timestamp? {
      guard let text = parameters.text(name) else { return nil }
      guard let nanoseconds = UInt64(text) else {
        throw .unparsable(name, text, "not a number of nanoseconds since 1970")
      }
      return Timestamp(nanoseconds: nanoseconds)
    }
    let range = TimeRange(
      start: try bound("start") ?? TimeRange.all.start, end: try bound("end") ?? TimeRange.all.end)
    guard let range else { throw .badRequest("'end' lies before 'start'") }
    return range
  }

  private enum ExportedSignal: String {
    case traces
    case logs
    case metrics
  }

  private func exportedSignal(_ parameters: QueryParameters) throws(RequestFailure) -> ExportedSignal {
    guard let word = parameters.text("signal") else { return .traces }
    guard let signal = ExportedSignal(rawValue: word) else {
      throw .unparsable("signal", word, "neither traces nor logs nor metrics")
    }
    return signal
  }

  private func export(
    _ signal: ExportedSignal, _ range: TimeRange, _ slot: ExportSlot, to writer: inout any ResponseBodyWriter
  ) async throws {
    let pipe = BlockingPipe(stallTimeout: limits.exportStallTimeout)
    async let scan: Void = run {
      withExtendedLifetime(slot) {
        do throws(QueryError) {
          switch signal {
          case .traces: try engine.export(range) { batch throws(QueryError) in try send(batch, to: pipe) }
          case .logs: try engine.exportLogs(range) { batch throws(QueryError) in try send(batch, to: pipe) }
          case .metrics: try engine.exportMetrics(range) { batch throws(QueryError) in try send(batch, to: pipe) }
          }
          pipe.finish()
        } catch {
          pipe.finish(error)
        }
      }
    }
    do {
      try await pipe.drain { try await writer.write($0) }
    } catch {
      pipe.close()
      try await scan
      throw error
    }
    try await scan
  }

  private func send(_ batch: SpanBatch, to pipe: BlockingPipe) throws(QueryError) {
    for rows in lines(of: batch.count) {
      var line = SpanBatch()
      line.append(contentsOf: batch, rows: rows)
      try send(OTLPJSON.encodeTraces(line), to: pipe)
    }
  }

  private func send(_ batch: LogBatch, to pipe: BlockingPipe) throws(QueryError) {
    for rows in lines(of: batch.count) {
      var line = LogBatch()
      line.append(contentsOf: batch, rows: rows)
      try send(OTLPJSON.encodeLogs(line), to: pipe)
    }
  }

  private func send(_ batch: MetricBatch, to pipe: BlockingPipe) throws(QueryError) {
    for rows in lines(of: batch.count) {
      var line = MetricBatch()
      line.append(contentsOf: batch, rows: rows)
      try send(OTLPJSON.encodeMetrics(line), to: pipe)
    }
  }

  private func lines(of rowCount: Int) -> some Sequence<[Int]> {
    stride(from: 0, to: rowCount, by: limits.exportLineSpanCount).lazy.map { first in
      Array(first..<min(first + limits.exportLineSpanCount, rowCount))
    }
  }

  private func send(_ json: [UInt8], to pipe: BlockingPipe) throws(QueryError) {
    var buffer = ByteBuffer(bytes: json)
    buffer.writeInteger(UInt8(ascii: "\n"))
    try pipe.send(buffer)
  }
}
