import CoreMetrics
import Logging
import Metrics
import Skein
import Tracing

/// One operation, repeated as often as asked: what is measured is the difference between two counts.
struct Operations {
  let telemetry: Telemetry

  /// As an application writes it: through the tracer of the process.
  func spanWithFiveAttributes(_ count: Int) {
    for index in 0..<count {
      let span = startSpan("GET /api/items/{id}", ofKind: .server)
      span.attributes["http.request.method"] = "GET"
      span.attributes["http.route"] = "/api/items/{id}"
      span.attributes["http.response.status_code"] = 200
      span.attributes["url.path"] = "/api/items/4711"
      span.attributes["request.index"] = index
      span.end()
    }
  }

  func span(_ count: Int) {
    for _ in 0..<count { startSpan("GET /api/items/{id}", ofKind: .server).end() }
  }

  func nested(_ count: Int) {
    for _ in 0..<count {
      withSpan("one") { _ in withSpan("two") { _ in withSpan("three") { _ in } } }
    }
  }

  func counter(_ count: Int) {
    let counter = Counter(label: "requests")
    for _ in 0..<count { counter.increment() }
  }

  func recorder(_ count: Int) {
    let recorder = Recorder(label: "sizes")
    for index in 0..<count { recorder.record(Double(index & 1023)) }
  }

  func timer(_ count: Int) {
    let timer = Metrics.Timer(label: "durations")
    for index in 0..<count { timer.recordNanoseconds(Int64(index & 1023) * 1_000_000) }
  }

  func log(_ count: Int) {
    let logger = Logger(label: "shop")
    withSpan("request") { _ in
      for _ in 0..<count {
        logger.info("order placed", metadata: ["order.id": "4711", "customer.tier": "gold", "payment.method": "card"])
      }
    }
  }

  func inject(_ count: Int) {
    withSpan("request") { span in
      let context = span.context
      for _ in 0..<count {
        var headers: [String: String] = [:]
        telemetry.tracer.inject(context, into: &headers, using: HeaderWriter())
      }
    }
  }

  /// What the carrier of `inject` costs by itself.
  func injectIntoNothing(_ count: Int) {
    withSpan("request") { span in
      let context = span.context
      for _ in 0..<count {
        var headers: [String: String] = [:]
        telemetry.tracer.inject(context, into: &headers, using: NoWriter())
      }
    }
  }

  func extract(_ count: Int, with tracer: some Tracer) {
    let headers = ["traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "host": "shop"]
    for _ in 0..<count {
      var context = ServiceContext.topLevel
      tracer.extract(headers, into: &context, using: HeaderReader())
    }
  }

  /// The same headers in one pass over them, as middleware reads them.
  func read(_ count: Int) {
    let headers = ["traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "host": "shop"]
    for _ in 0..<count {
      var context = ServiceContext.topLevel
      var reader = telemetry.tracer.contextReader()
      for (name, value) in headers { reader.read(name, value) }
      reader.finish(into: &context)
    }
  }
}

struct HeaderWriter: Injector {
  func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
}

struct NoWriter: Injector {
  func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {}
}

struct HeaderReader: Extractor {
  func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
}
