import Hummingbird
import OTLPFormat
import QueryEngine
import Rollups
import TelemetryModel

extension QueryAPI {
  private static let defaultLookbackMilliseconds: UInt64 = 24 * 3_600_000

  /// `GET /api/dependencies?endTs=&lookback=&service=`: calls between services, one row per pair.
  ///
  /// As in Jaeger, both sides are services that send spans: databases and the like are left out.
  func dependencies(_ parameters: QueryParameters, _ envelope: JaegerEnvelope) async throws -> Response {
    let range = try parameters.lookbackRange(now: now(), defaultLookbackMilliseconds: Self.defaultLookbackMilliseconds)
    let answer = try await run { try engine.dependencies(range) }
    let service = parameters.text("service")
    let rows = ServiceCalls.rows(
      of: answer.dependencies.lazy.filter { dependency in
        (dependency.link == .rpc || dependency.link == .messaging)
          && (service == nil || service == dependency.caller || service == dependency.callee)
      })
    return Response(
      json: envelope.answer { writer in
        writer.beginArray()
        for row in rows { row.write(to: &writer, withErrors: false) }
        writer.endArray()
      })
  }
}
