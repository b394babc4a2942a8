import CoreMetrics
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
  static func main() async {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3, let count = Int(arguments[2]) else {
      return print("usage: skein-sdk-bench CASE COUNT [ENDPOINT]")
    }
    let name = arguments[1]
    var configuration = TelemetryConfiguration(serviceName: "bench")
    if name.hasSuffix(".off") { configuration.tracing.sampler = .alwaysOff }
    if name.hasSuffix(".ratio0") { configuration.tracing.sampler = .parentBased(root: .traceIDRatio(0)) }
    if name == "burst" { return await Bursts(configuration).run(spanCount: count) }
    if name == "steady", arguments.count >= 4 {
      configuration.exporter.endpoint = arguments[3]
      return await SteadyLoad(configuration).run(seconds: count)
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
    await telemetry.flush()
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
    case "extract": operations.extract(count)
    default: print("no such case: \(name)")
    }
  }
}
