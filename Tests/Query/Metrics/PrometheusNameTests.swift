import MetricSeries
import TelemetryModel
import Testing

@Suite struct PrometheusNameTests {
  @Test(arguments: [
    ("http.server.request.duration", "s", PrometheusName.Suffix.none, "http_server_request_duration_seconds"),
    ("system.io", "By", .total, "system_io_bytes_total"), ("requests_total", "1", .total, "requests_total"),
    ("total.requests", "{request}", .total, "requests_total"), ("cpu.usage", "1", .ratio, "cpu_usage_ratio"),
    ("usage", "%", .none, "usage_percent"), ("speed", "By/s", .none, "speed_bytes_per_second"),
    ("speed", "m/s", .none, "speed_meters_per_second"), ("memory.bytes", "By", .none, "memory_bytes"),
    ("3d.frames", "", .none, "_3d_frames"), ("__weird--name  ", "", .none, "weird_name"), ("日本", "", .none, "_"),
    ("", "", .none, "_"), ("a:b", "", .none, "a:b"), ("pod.cpu_usage", "m{cpu}", .none, "pod_cpu_usage"),
    ("x", "/", .none, "x"), ("x", "{a}/{b}", .none, "x"), ("x", "foo-bar", .none, "x_foo_bar"),
  ])
  func `a metric's name takes up its unit and type`(
    _ name: String, _ unit: String, _ suffix: PrometheusName.Suffix, _ expected: String
  ) {
    #expect(PrometheusName.metric(name, unit: unit, suffix: suffix) == expected)
  }

  @Test(arguments: [
    ("http.route", "http_route"), ("1st", "key_1st"), ("", "_"), ("ünder", "_nder"), ("_a-b", "_a_b"),
    ("\u{0}", "_"),
  ])
  func `a label's name has letters, digits and underscores`(_ key: String, _ expected: String) {
    #expect(PrometheusName.label(key) == expected)
  }

  @Test func `a series is known by job, instance, scope and attributes`() {
    let resource = Resource(attributes: [
      Attribute("service.name", .string("cart")), Attribute("service.namespace", .string("shop")),
      Attribute("service.instance.id", .string("i-1")), Attribute("host.name", .string("h")),
    ])
    let scope = InstrumentationScope(
      name: "http", version: "2", attributes: [Attribute("a.b", .bool(true))], schemaURL: "u")
    let metric = Metric(name: "m", unit: "1", type: .gauge, resource: resource, scope: scope)
    let attributes: [Attribute] = [
      Attribute("z", .int(-1)), Attribute("a.c", .string("2")), Attribute("a_c", .string("3")),
      Attribute("empty", .string("")), Attribute("job", .string("stolen")), Attribute("z", .double(0.5)),
    ]
    let batch = MetricBatch([
      MetricPoint(metric, attributes: attributes, time: Timestamp(nanoseconds: 1), value: .int(1))
    ])
    let identity = SeriesIdentity(0, in: batch)
    #expect(identity.name == "m_ratio")
    #expect(
      identity.labels == [
        PrometheusLabel("a_c", "2;3"), PrometheusLabel("instance", "i-1"), PrometheusLabel("job", "shop/cart"),
        PrometheusLabel("otel_scope_a_b", "true"), PrometheusLabel("otel_scope_name", "http"),
        PrometheusLabel("otel_scope_schema_url", "u"), PrometheusLabel("otel_scope_version", "2"),
        PrometheusLabel("z", "0.5"),
      ])
    #expect(identity.metadataType == "gauge")
  }
}
