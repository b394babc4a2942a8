import Skein
import Tracing

/// Spans as fast as eight tasks can make them, against a collector that takes everything.
struct Bursts {
  let configuration: TelemetryConfiguration

  init(_ configuration: TelemetryConfiguration) { self.configuration = configuration }

  func run(spanCount: Int) async {
    let taskCount = 8
    let telemetry = Telemetry.discarding(configuration)
    InstrumentationSystem.bootstrap(telemetry.tracer)
    let operations = Operations(telemetry: telemetry)
    await withTaskGroup { group in
      for _ in 0..<taskCount { group.addTask { operations.spanWithFiveAttributes(spanCount / taskCount) } }
    }
    await telemetry.flush()
    let counts = telemetry.counts.spans
    let made = spanCount / taskCount * taskCount
    print("made \(made) accepted \(counts.accepted) dropped \(counts.dropped) exported \(counts.exported)")
    print("every span accounted for: \(counts.accepted + counts.dropped == made && counts.exported == counts.accepted)")
    print("peak memory: \(PeakMemory.text)")
  }
}
