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

/// Prints a line at once: when a body traps, the lines before it say which seed and which tenth of the runs it was.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

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
    if number % max(1, options.runCount / 10) == 0 { say("at run \(number)") }
  }
  let growth = residentMebibytes() - warmMebibytes
  say("memory: \(warmMebibytes) MiB after a tenth of the runs, \(growth) MiB more at the end")
  if growth > 64 {
    say("FAILED: memory grows")
    exit(1)
  }
  return report
}

let options = Options(Array(CommandLine.arguments.dropFirst()))
say("seed \(options.seed), \(options.runCount) runs")
do {
  let report = try fuzz(options)
  say("decoded: \(report.decodedCount[true] ?? 0) protobuf, \(report.decodedCount[false] ?? 0) JSON")
  say("rejected spans: \(report.rejectedSpanCount), slowest body: \(report.slowest)")
  for (reason, count) in report.errorCounts.sorted(by: { $0.value > $1.value }) { say("  \(count) \(reason)") }
} catch {
  say("FAILED: \(error)")
  exit(1)
}
