import Foundation

/// What a benchmark run found, for people and for programs.
struct BenchReport {
  let corpus: BenchCorpus
  let connectionCount: Int
  let isGzipped: Bool
  var decode = BenchDecode.Figures()
  var load = BenchLoad.Figures()
  var usage = ProcessUsage()
  var storedByteCount = 0

  init(corpus: BenchCorpus, connectionCount: Int, isGzipped: Bool) {
    self.corpus = corpus
    self.connectionCount = connectionCount
    self.isGzipped = isGzipped
  }

  private var spanCount: Double { Double(corpus.spanCount) }

  /// Name, value, unit and number of decimals of every figure.
  private var figures: [(name: String, value: Double, unit: String, decimals: Int)] {
    [
      ("spans", spanCount, "", 0),
      ("requests", Double(corpus.messages.count), "", 0),
      ("connections", Double(connectionCount), "", 0),
      ("request_bytes_per_span", Double(corpus.byteCount) / spanCount, "B", 1),
      ("decode_spans_per_cpu_second", decode.spansPerCPUSecond, "/s", 0),
      ("spans_per_second", spanCount / load.seconds, "/s", 0),
      ("cpu_seconds_per_million_spans", usage.cpuSeconds / spanCount * 1e6, "s", 2),
      ("of_which_system", usage.systemSeconds / spanCount * 1e6, "s", 2),
      ("acknowledgement_p50", load.percentile(0.50) * 1e3, "ms", 1),
      ("acknowledgement_p99", load.percentile(0.99) * 1e3, "ms", 1),
      ("failed_requests", Double(load.failedRequestCount), "", 0),
      ("retried_requests", Double(load.retriedRequestCount), "", 0),
      ("peak_memory", Double(usage.peakMemoryByteCount) / 1_048_576, "MiB", 1),
      ("stored_bytes_per_span", Double(storedByteCount) / spanCount, "B", 1),
    ]
  }

  func table() -> String {
    let lines = figures.map { figure in
      let name = figure.name.replacingOccurrences(of: "_", with: " ")
      let value = String(format: "%.\(figure.decimals)f", figure.value)
      return name.padding(toLength: 34, withPad: " ", startingAt: 0)
        + String(repeating: " ", count: max(0, 14 - value.count)) + value
        + (figure.unit.isEmpty ? "" : " \(figure.unit)")
    }
    return (["corpus: \(corpus.name)\(isGzipped ? ", gzip" : "")"] + lines).joined(separator: "\n")
  }

  func json() throws -> String {
    var object: [String: Any] = ["corpus": corpus.name, "gzip": isGzipped]
    for figure in figures { object[figure.name] = figure.value }
    let data = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .prettyPrinted])
    return String(decoding: data, as: UTF8.self)
  }
}
