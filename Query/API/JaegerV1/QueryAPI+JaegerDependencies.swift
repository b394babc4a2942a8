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
    let pairs = ServicePair.counts(of: answer.dependencies, touching: parameters.text("service"))
    return Response(
      json: envelope.answer { writer in
        writer.beginArray()
        for (pair, count) in pairs {
          writer.beginObject()
          writer.key("parent")
          writer.string(pair.parent)
          writer.key("child")
          writer.string(pair.child)
          writer.key("callCount")
          writer.int(count)
          writer.endObject()
        }
        writer.endArray()
      })
  }
}

private struct ServicePair: Hashable {
  let parent: String
  let child: String

  /// By falling number of calls.
  static func counts(
    of dependencies: [Dependency], touching service: String?
  ) -> [(pair: ServicePair, count: UInt64)] {
    var counts: [ServicePair: UInt64] = [:]
    for dependency in dependencies where dependency.link == .rpc || dependency.link == .messaging {
      guard service == nil || service == dependency.caller || service == dependency.callee else { continue }
      counts[ServicePair(parent: dependency.caller, child: dependency.callee), default: 0] += dependency.callCount
    }
    return counts.sorted { left, right in
      left.value != right.value
        ? left.value > right.value : (left.key.parent, left.key.child) < (right.key.parent, right.key.child)
    }.map { ($0.key, $0.value) }
  }
}
