import OTLPFormat
package import TelemetryModel

extension SpanBatch {
  /// Spans of one line at most, so that every line stays far below what a reader accepts.
  private static let lineSpanCount = 512

  /// The spans in the OTLP/JSON file format: objects of a bounded number of spans, each on a line of its own.
  package func forEachLine<Failure>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    var first = 0
    while first < count {
      let end = Swift.min(count, first + Self.lineSpanCount)
      var part = SpanBatch()
      part.append(contentsOf: self, rows: Array(first..<end))
      try body(OTLPJSON.encodeTraces(part) + [0x0A])
      first = end
    }
  }
}

extension MetricBatch {
  /// Points of one line at most.
  private static let linePointCount = 512

  /// The points in the OTLP/JSON file format: objects of a bounded number of points, each on a line of its own.
  package func forEachLine<Failure>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    var first = 0
    while first < count {
      let end = Swift.min(count, first + Self.linePointCount)
      var part = MetricBatch()
      part.append(contentsOf: self, rows: Array(first..<end))
      try body(OTLPJSON.encodeMetrics(part) + [0x0A])
      first = end
    }
  }
}

extension LogBatch {
  /// Records of one line at most.
  private static let lineRecordCount = 512

  /// The records in the OTLP/JSON file format: objects of a bounded number of records, each on a line of its own.
  package func forEachLine<Failure>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    var first = 0
    while first < count {
      let end = Swift.min(count, first + Self.lineRecordCount)
      var part = LogBatch()
      part.append(contentsOf: self, rows: Array(first..<end))
      try body(OTLPJSON.encodeLogs(part) + [0x0A])
      first = end
    }
  }
}
