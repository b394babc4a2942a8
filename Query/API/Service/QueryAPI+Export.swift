import HTTPTypes
import Hummingbird
import NIOCore
import OTLPFormat
import QueryEngine
import TelemetryModel
import TelemetryStorage

extension QueryAPI {
  /// `GET /api/skein/v1/export?start=&end=`: everything that started in a range of nanoseconds, as OTLP/JSON lines.
  func addExportRoute<Context: RequestContext>(to router: Router<Context>) {
    router.get("/api/skein/v1/export") { request, _ in
      do throws(RequestFailure) {
        let range = try exportRange(try QueryParameters(request))
        guard let slot = exportSlots.take() else {
          var response = Response(
            failure: RequestFailure(.serviceUnavailable, "too many exports at once; try again later"))
          response.headers[.retryAfter] = "30"
          return response
        }
        return Response(contentType: "application/x-ndjson") { writer in
          try await export(range, slot, to: &writer)
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

  private func export(_ range: TimeRange, _ slot: ExportSlot, to writer: inout any ResponseBodyWriter) async throws {
    let pipe = BlockingPipe(stallTimeout: limits.exportStallTimeout)
    async let scan: Void = run {
      withExtendedLifetime(slot) {
        do throws(QueryError) {
          try engine.export(range) { batch throws(QueryError) in try send(batch, to: pipe) }
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
    for start in stride(from: 0, to: batch.count, by: limits.exportLineSpanCount) {
      let rows = start..<min(start + limits.exportLineSpanCount, batch.count)
      var line = SpanBatch()
      line.append(contentsOf: batch, rows: Array(rows))
      var buffer = ByteBuffer(bytes: OTLPJSON.encodeTraces(line))
      buffer.writeInteger(UInt8(ascii: "\n"))
      try pipe.send(buffer)
    }
  }
}
