import Foundation
import OTLPFormat
import TerminalUI

/// What a benchmark run found, for people and for programs.
struct BenchReport {
  let corpus: BenchCorpus
  let connectionCount: Int
  let isGzipped: Bool
  var decode = BenchDecode.Figures()
  var load = BenchLoad.Figures()
  var usage = ProcessUsage()
  var settling = BenchSettling.Figures()
  var storedByteCount = 0
  var queries: [BenchQueries.Figure] = []
  var verification: BenchVerification.Figures?

  private struct Figure {
    let name: String
    let value: Double
    var unit = ""
    var decimals = 0
    /// The most that is good enough.
    var bar: Double?
  }

  init(corpus: BenchCorpus, connectionCount: Int, isGzipped: Bool) {
    self.corpus = corpus
    self.connectionCount = connectionCount
    self.isGzipped = isGzipped
  }

  private var figures: [Figure] {
    ingestFigures
      + queries.flatMap { query in
        [
          Figure(name: query.name + ", p50", value: query.milliseconds(0.5), unit: "ms", decimals: 2, bar: query.bar),
          Figure(name: query.name + ", p99", value: query.milliseconds(0.99), unit: "ms", decimals: 2),
        ]
      } + verificationFigures
  }

  private var ingestFigures: [Figure] {
    let sent = Double(corpus.spanCount)
    let perMillion = 1e6 / sent
    let stored = Double(max(1, settling.spanCount))
    let memory = Double(usage.peakMemoryByteCount) / 1e6
    return [
      Figure(name: "spans sent", value: sent),
      Figure(name: "requests", value: Double(corpus.messageCount)),
      Figure(name: "connections", value: Double(connectionCount)),
      Figure(name: "request bytes per span", value: Double(corpus.byteCount) / sent, unit: "B", decimals: 1),
      Figure(name: "decode, spans per CPU-second", value: decode.spansPerCPUSecond, unit: "/s"),
      Figure(name: "spans per second", value: sent / load.seconds, unit: "/s"),
      Figure(
        name: "CPU-seconds per million spans, merge included", value: usage.cpuSeconds * perMillion, unit: "s",
        decimals: 2, bar: 9),
      Figure(name: "of which system", value: usage.systemSeconds * perMillion, unit: "s", decimals: 2),
      Figure(name: "of which merge", value: settling.mergeCPUSeconds * perMillion, unit: "s", decimals: 2),
      Figure(name: "acknowledgement, p50", value: load.milliseconds(0.50), unit: "ms", decimals: 1),
      Figure(name: "acknowledgement, p99", value: load.milliseconds(0.99), unit: "ms", decimals: 1),
      Figure(name: "failed requests", value: Double(load.failedRequestCount)),
      Figure(name: "retried requests", value: Double(load.retriedRequestCount)),
      Figure(name: "peak memory", value: memory, unit: "MB", decimals: 1, bar: 256),
      Figure(name: "seconds until settled", value: settling.seconds, unit: "s", decimals: 1),
      Figure(name: "spans stored", value: Double(settling.spanCount)),
      Figure(name: "of which in level 0", value: Double(settling.levelZeroSpanCount), bar: 0),
      Figure(name: "duplicates removed", value: Double(settling.duplicateCount)),
      Figure(
        name: "whole file, bytes per span", value: Double(storedByteCount) / stored, unit: "B", decimals: 2, bar: 20),
    ]
  }

  private var verificationFigures: [Figure] {
    guard let verification else { return [] }
    return [
      Figure(name: "distinct spans sent", value: Double(verification.distinctCount)),
      Figure(name: "not stored as sent", value: Double(verification.missingCount), bar: 0),
      Figure(name: "stored and not sent", value: Double(verification.foreignCount), bar: 0),
    ]
  }

  func lines(on terminal: TerminalCapabilities) -> [String] {
    var table = Table([
      Table.Column("FIGURE", isFlexible: true), Table.Column("MEASURED", alignment: .right), Table.Column("UNIT"),
      Table.Column("AT MOST", alignment: .right), Table.Column(""),
    ])
    for figure in figures {
      let verdict = figure.bar.map { figure.value <= $0 ? "ok" : "above" } ?? ""
      table.append(
        [
          figure.name, String(format: "%.\(figure.decimals)f", figure.value), figure.unit,
          figure.bar.map { String(format: "%.0f", $0) } ?? "", verdict,
        ].map { Table.Cell($0) })
    }
    return ["corpus: \(SafeText.escaping(corpus.name))\(isGzipped ? ", gzip" : "")"] + table.lines(on: terminal)
  }

  var json: [UInt8] {
    var json = JSONWriter(.pretty)
    json.beginObject()
    json.key("corpus")
    json.string(corpus.name)
    json.key("gzip")
    json.bool(isGzipped)
    json.key("settled")
    json.bool(settling.isSettled)
    json.key("figures")
    json.beginArray()
    for figure in figures {
      json.beginObject()
      json.key("name")
      json.string(figure.name)
      json.key("value")
      json.double(figure.value)
      json.key("unit")
      json.string(figure.unit)
      if let bar = figure.bar {
        json.key("atMost")
        json.double(bar)
      }
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.bytes
  }
}
