import Foundation
import PromQL
import PromQLTesting

/// Answers PromQL over the samples of an OpenMetrics file, for comparison with Prometheus.
///
/// Each line of the input is `instant`, a time and a query, or `range`, start, end, step and a query; times in
/// milliseconds, tabs between the fields. Each line of the output is an answer as the HTTP API gives it.
@main
struct Runner {
  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      print("usage: promql-run OPENMETRICS-FILE < QUERIES")
      exit(2)
    }
    let source = try OpenMetrics.source(String(contentsOfFile: CommandLine.arguments[1], encoding: .utf8))
    while let line = readLine() {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      do {
        print(AnswerJSON.success(try answer(fields, from: source)))
      } catch {
        print(AnswerJSON.failure(error))
      }
      fflush(nil)
    }
  }

  private static func answer(_ fields: [String], from source: MemorySource) throws(PromQLError) -> PromQLAnswer {
    let numbers = fields.dropFirst().dropLast().compactMap { Int64($0) }
    guard let text = fields.last else { throw PromQLError(.badData, "an empty line") }
    let query = try PromQLQuery(text)
    switch (fields.first, numbers.count) {
    case ("instant", 1): return try query.instant(at: numbers[0], from: source)
    case ("range", 3): return try query.range(from: numbers[0], through: numbers[1], step: numbers[2], from: source)
    default: throw PromQLError(.badData, "neither instant nor range")
    }
  }
}
