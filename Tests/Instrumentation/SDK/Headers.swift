import Skein
import Tracing

/// Headers as a dictionary, to extract from and inject into.
enum Headers {
  private struct Reader: Extractor {
    func extract(key: String, from carrier: [String: String]) -> String? {
      carrier.first { $0.key.lowercased() == key.lowercased() }?.value
    }
  }

  private struct Writer: Injector {
    func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
  }

  static func extracted(_ tracer: SkeinTracer, _ headers: [String: String]) -> ServiceContext {
    var context = ServiceContext.topLevel
    tracer.extract(headers, into: &context, using: Reader())
    return context
  }

  static func injected(_ tracer: SkeinTracer, _ context: ServiceContext) -> [String: String] {
    var headers: [String: String] = [:]
    tracer.inject(context, into: &headers, using: Writer())
    return headers
  }
}
