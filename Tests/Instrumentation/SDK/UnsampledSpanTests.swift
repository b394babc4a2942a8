import Skein
import Testing
import Tracing

/// A span that is not sampled is not sent, but everything that its context held goes on.
struct UnsampledSpanTests {
  private enum TenantKey: ServiceContextKey { typealias Value = String }

  static func memory(_ sampler: Sampler) -> InMemoryTelemetry {
    var configuration = TelemetryConfiguration(serviceName: "test")
    configuration.tracing.sampler = sampler
    return InMemoryTelemetry(configuration)
  }

  @Test(arguments: [Sampler.alwaysOff, .parentBased(root: .alwaysOff), .traceIDRatio(0), .rateLimited(perSecond: 0)])
  func `its callees get the same trace with the sampled flag off`(_ sampler: Sampler) async throws {
    let memory = Self.memory(sampler)
    let tracer = memory.telemetry.tracer
    var context = ServiceContext.topLevel
    context[TenantKey.self] = "tenant"
    tracer.withSpan("outer", context: context) { outer in
      #expect(!outer.isRecording)
      #expect(outer.context[TenantKey.self] == "tenant")
      let outerID = outer.context.spanContext?.traceID
      #expect(outerID?.count == 32)
      tracer.withSpan("inner") { inner in
        #expect(inner.context.spanContext?.traceID == outerID)
        #expect(inner.context[TenantKey.self] == "tenant")
        let headers = Headers.injected(tracer, inner.context)
        #expect(headers["traceparent"]?.contains(outerID ?? "-") == true)
        #expect(headers["traceparent"]?.hasSuffix("-02") == true)
      }
    }
    #expect(await memory.spans().isEmpty)
  }

  @Test func `the decision of a remote parent holds below it`() async throws {
    let memory = Self.memory(.parentBased(root: .alwaysOn))
    let tracer = memory.telemetry.tracer
    let context = Headers.extracted(
      tracer, ["traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"])
    tracer.withSpan("server", context: context, ofKind: .server) { _ in
      tracer.withSpan("child") { child in
        #expect(!child.isRecording)
        let headers = Headers.injected(tracer, child.context)
        #expect(headers["traceparent"] == "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")
      }
    }
    #expect(await memory.spans().isEmpty)
  }

  @Test func `a sampled parent is not passed on as sampled by a service that records nothing`() async throws {
    let memory = Self.memory(.alwaysOff)
    let tracer = memory.telemetry.tracer
    let context = Headers.extracted(
      tracer, ["traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"])
    tracer.withSpan("server", context: context) { span in
      #expect(
        Headers.injected(tracer, span.context)["traceparent"]
          == "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")
    }
  }

  @Test func `a disabled library records nothing and still passes everything on`() async throws {
    var configuration = TelemetryConfiguration(environment: ["OTEL_SDK_DISABLED": "true"])
    configuration.serviceName = "off"
    let memory = InMemoryTelemetry(configuration)
    let context = Headers.extracted(
      memory.telemetry.tracer,
      ["traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", "baggage": "a=1"])
    memory.telemetry.tracer.withSpan("server", context: context) { span in
      let headers = Headers.injected(memory.telemetry.tracer, span.context)
      #expect(headers["traceparent"]?.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736") == true)
      #expect(headers["baggage"] == "a=1")
    }
    #expect(await memory.spans().isEmpty)
  }
}
