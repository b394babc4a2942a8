import Foundation
import OTLPFuzzing

/// `skein-fuzz [--runs N] [--seed S] [--only RUN]`: fuzzes the OTLP codec and reports what it met.
struct Options {
  var runCount = 1_000_000
  var seed = UInt64.random(in: 0...UInt64(UInt32.max))
  var only: Int?

  init(_ arguments: [String]) {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      guard let value = rest.popFirst().flatMap({ UInt64($0) }) else { Self.exitWithUsage() }
      switch name {
      case "--runs": runCount = Int(value)
      case "--seed": seed = value
      case "--only": only = Int(value)
      default: Self.exitWithUsage()
      }
    }
  }

  private static func exitWithUsage() -> Never {
    FileHandle.standardError.write(Data("usage: skein-fuzz [--runs N] [--seed S] [--only RUN]\n".utf8))
    exit(2)
  }
}

/// Resident memory in MiB, from `/proc/self/statm`.
func residentMebibytes() -> Int {
  let content = try? FileHandle(forReadingAtPath: "/proc/self/statm")?.read(upToCount: 200)
  let fields = String(decoding: content ?? Data(), as: UTF8.self).split(separator: " ")
  guard fields.count > 1, let pageCount = Int(fields[1]) else { preconditionFailure("no /proc/self/statm") }
  return (pageCount * 4096) >> 20
}

func fuzz(_ options: Options) throws -> OTLPFuzzer.Report {
  let fuzzer = OTLPFuzzer(seed: options.seed)
  var report = OTLPFuzzer.Report()
  if let only = options.only {
    try fuzzer.run(only, into: &report)
    return report
  }
  var warmMebibytes = 0
  for number in 0..<options.runCount {
    try fuzzer.run(number, into: &report)
    if number == options.runCount / 10 { warmMebibytes = residentMebibytes() }
  }
  let growth = residentMebibytes() - warmMebibytes
  print("memory: \(warmMebibytes) MiB after a tenth of the runs, \(growth) MiB more at the end")
  if growth > 64 {
    print("FAILED: memory grows")
    exit(1)
  }
  return report
}

let options = Options(Array(CommandLine.arguments.dropFirst()))
print("seed \(options.seed), \(options.runCount) runs")
do {
  let report = try fuzz(options)
  print("decoded: \(report.decodedCount[true] ?? 0) protobuf, \(report.decodedCount[false] ?? 0) JSON")
  print("rejected spans: \(report.rejectedSpanCount), slowest body: \(report.slowest)")
  for (reason, count) in report.errorCounts.sorted(by: { $0.value > $1.value }) { print("  \(count) \(reason)") }
} catch {
  print("FAILED: \(error)")
  exit(1)
}
