import CorpusGenerator
import OTLPFormat
import TelemetryTransfer

extension LoadReport {
  /// The same for programs. Durations are nanoseconds.
  var json: [UInt8] {
    var json = JSONWriter(.pretty)
    json.object {
      $0.member("run", corpus.run)
      $0.member("endpoint", endpoint.base)
      $0.member("content", command.content.name)
      $0.member("encoding", command.content.encoding.rawValue)
      $0.key("gzip")
      $0.bool(command.content.gzip)
      $0.member("connections", command.connections)
      if let rate = command.rate {
        $0.key("rate")
        $0.double(rate)
      }
      $0.key("interrupted")
      $0.bool(outcome.isInterrupted)
      $0.member("seconds", outcome.seconds)
      $0.member("offeredRows", outcome.offeredRowCount)
      $0.member("sentBytes", outcome.sentByteCount)
      $0.key("signals")
      $0.object { json in
        for (signal, _) in signals { json.entries("\(signal)", outcome.ledger[signal]) }
      }
      $0.entries("total", outcome.ledger.total)
      $0.histogram("latency", outcome.latencies)
      $0.histogram("answerTime", outcome.answerTimes)
      if let server = outcome.server, let id = outcome.processID { $0.server(server, id) }
      $0.member("generatorCPUSeconds", outcome.generator.cpuSeconds)
      if let verification { $0.verification(verification) }
      if let complaint = outcome.firstComplaint { $0.member("firstComplaint", complaint) }
      $0.key("flawless")
      $0.bool(isFlawless)
    }
    return json.bytes
  }
}

extension JSONWriter {
  fileprivate mutating func object(_ members: (inout JSONWriter) -> Void) {
    beginObject()
    members(&self)
    endObject()
  }

  fileprivate mutating func member(_ name: String, _ value: some BinaryInteger) {
    key(name)
    int(value)
  }

  fileprivate mutating func member(_ name: String, _ value: Double) {
    key(name)
    double(value)
  }

  fileprivate mutating func member(_ name: String, _ text: String) {
    key(name)
    string(text)
  }

  fileprivate mutating func entries(_ name: String, _ entries: LoadLedger.Entries) {
    key(name)
    object { json in
      let amounts = [
        ("sent", entries.sent), ("acknowledged", entries.acknowledged), ("rejected", entries.rejected),
        ("lost", entries.lost), ("refused", entries.refused), ("notAnswered", entries.failed),
        ("retried", entries.retried),
      ]
      for (name, amount) in amounts {
        json.key(name)
        json.object {
          $0.member("rows", amount.rows)
          $0.member("requests", amount.requests)
        }
      }
    }
  }

  fileprivate mutating func histogram(_ name: String, _ histogram: LatencyHistogram) {
    key(name)
    object { json in
      json.member("count", histogram.count)
      json.member("mean", histogram.mean)
      for percentile in LoadReport.percentiles {
        json.member("p\(LoadReport.name(of: percentile))", histogram.percentile(percentile))
      }
      json.member("max", histogram.maximum)
    }
  }

  fileprivate mutating func server(_ usage: ProcessUsage, _ id: Int32) {
    key("server")
    object {
      $0.member("pid", id)
      $0.member("cpuSeconds", usage.cpuSeconds)
      $0.member("peakMemoryBytes", usage.peakMemoryByteCount)
    }
  }

  fileprivate mutating func verification(_ verification: LoadVerification) {
    key("readBack")
    object { json in
      for (signal, count) in verification.counts {
        json.key("\(signal)")
        json.object {
          $0.member("acknowledged", count.acknowledged)
          $0.member("found", count.found)
          $0.member("missing", count.missing)
          $0.member("beyond", count.beyond)
        }
      }
    }
  }
}
