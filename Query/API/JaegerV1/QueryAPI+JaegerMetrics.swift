import Hummingbird
import OTLPFormat
import QueryEngine
import TelemetryModel
import TelemetryStorage

extension QueryAPI {
  /// `GET /api/metrics/{latencies,calls,errors,minstep}`: what Jaeger's page "Monitor" draws, from rollups.
  func addJaegerMetricsRoutes<Context: RequestContext>(to router: Router<Context>) {
    for figure in JaegerMetric.Figure.allCases {
      router.get("/api/metrics/\(figure.rawValue)") { request, _ in
        await metrics(request) { parameters, _ in
          let metric = try JaegerMetric(figure, parameters, now: now())
          let answer = try await run { try engine.red(metric.query) }
          var writer = JSONWriter()
          writer.family(of: metric, answer)
          return Response(json: writer.bytes)
        }
      }
    }
    router.get("/api/metrics/minstep") { request, _ in
      await metrics(request) { _, envelope in
        Response(json: envelope.answer { $0.int(JaegerMetric.minuteMilliseconds) })
      }
    }
  }

  private func metrics(
    _ request: Request, _ handler: (QueryParameters, JaegerEnvelope) async throws -> Response
  ) async -> Response {
    let envelope = JaegerEnvelope(style: .compact)
    do {
      return try await handler(try QueryParameters(request), envelope)
    } catch {
      return envelope.failure(RequestFailure(any: error))
    }
  }
}

extension JSONWriter {
  /// Jaeger's `MetricFamily` in protobuf's JSON.
  fileprivate mutating func family(of metric: JaegerMetric, _ answer: RedAnswer) {
    beginObject()
    key("name")
    string(metric.name)
    key("type")
    string("GAUGE")
    key("help")
    string(metric.help)
    key("metrics")
    beginArray()
    for group in answer.groups {
      // One service after the other is asked about by name, several are chosen here.
      guard let service = group.text(.service), metric.services.contains(service) else { continue }
      beginObject()
      key("labels")
      beginArray()
      label("service_name", service)
      if let operation = group.text(.operation) { label("operation", operation) }
      endArray()
      key("metricPoints")
      beginArray()
      for (time, value) in metric.points(of: group, answer) {
        beginObject()
        key("gaugeValue")
        beginObject()
        key("doubleValue")
        double(value)
        endObject()
        key("timestamp")
        string(RFC3339.text(time))
        endObject()
      }
      endArray()
      endObject()
    }
    endArray()
    endObject()
  }

  private mutating func label(_ name: String, _ value: String) {
    beginObject()
    key("name")
    string(name)
    key("value")
    string(value)
    endObject()
  }
}
