import CoreMetrics
import Dispatch
import Logging
import Skein
import Synchronization
import Tracing

/// `skein-sdk-bench CASE COUNT`: runs one operation so many times and ends.
///
/// A measuring program (callgrind, a counter of allocations) runs it twice with different counts; the difference is
/// what the operations cost. See docs/sdk-benchmarks.md.
@main
enum SDKBenchmark {
  /// Not asynchronous: callgrind cannot follow a main thread that ends before its process.
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3, let count = Int(arguments[2]) else {
      return print("usage: skein-sdk-bench CASE COUNT [ENDPOINT]")
    }
    let name = arguments[1]
    var configuration = TelemetryConfiguration(serviceName: "bench")
    if name.hasSuffix(".off") { configuration.tracing.sampler = .alwaysOff }
    if name.hasSuffix(".ratio0") { configuration.tracing.sampler = .parentBased(root: .traceIDRatio(0)) }
    run(name, count, configuration, endpoint: arguments.count > 3 ? arguments[3] : nil)
  }

  private static func run(_ name: String, _ count: Int, _ configuration: TelemetryConfiguration, endpoint: String?) {
    if name == "burst" { return wait { await Bursts(configuration).run(spanCount: count) } }
    if name == "steady", let endpoint {
      var configuration = configuration
      configuration.exporter.endpoint = endpoint
      let steady = SteadyLoad(configuration)
      return wait { await steady.run(seconds: count) }
    }
    let telemetry = Telemetry.discarding(configuration)
    if name.hasPrefix("floor") {
      InstrumentationSystem.bootstrap(FloorTracer())
    } else if !name.hasPrefix("noop") {
      InstrumentationSystem.bootstrap(telemetry.tracer)
      MetricsSystem.bootstrap(telemetry.metricsFactory)
      LoggingSystem.bootstrap { telemetry.logHandler(label: $0, metadataProvider: nil) }
    }
    run(name, count, Operations(telemetry: telemetry))
    wait { await telemetry.flush() }
  }

  private static func wait(_ work: @escaping @Sendable () async -> Void) {
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      await work()
      done.signal()
    }
    done.wait()
  }

  private static func run(_ name: String, _ count: Int, _ operations: Operations) {
    let variants: Set<Substring> = ["floor", "noop", "off", "ratio0"]
    switch name.split(separator: ".").first(where: { !variants.contains($0) }) {
    case "span5": operations.spanWithFiveAttributes(count)
    case "span": operations.span(count)
    case "nested": operations.nested(count)
    case "counter": operations.counter(count)
    case "recorder": operations.recorder(count)
    case "timer": operations.timer(count)
    case "log": operations.log(count)
    case "inject": operations.inject(count)
    case "inject-nothing": operations.injectIntoNothing(count)
    case "extract" where name.hasPrefix("floor"): operations.extract(count, with: FloorTracer())
    case "extract": operations.extract(count, with: operations.telemetry.tracer)
    case "read": operations.read(count)
    default: print("no such case: \(name)")
    }
  }
}
