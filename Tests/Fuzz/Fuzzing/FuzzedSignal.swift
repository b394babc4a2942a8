import OTLPFormat
import TelemetryModel
import TestSupport

/// A kind of telemetry whose codec is fuzzed.
protocol FuzzedSignal: ComparableRows {
  static func random(seed: UInt64, count: Int) -> Self
  static func decode(_ body: [UInt8], isProtobuf: Bool) throws(OTLPDecodeError) -> (batch: Self, rejection: Rejection)
  func encoded(isProtobuf: Bool) -> [UInt8]
  /// The batch with every NaN replaced by the one that JSON can name, and every text by its valid UTF-8.
  var asJSONCarriesIt: Self { get }
}

/// How much of a body was left out, and why.
struct Rejection {
  var count = 0
  var message = ""
}

extension SpanBatch: FuzzedSignal {
  static func random(seed: UInt64, count: Int) -> SpanBatch { SpanBatch(RandomSpans.make(seed: seed, count: count)) }

  static func decode(
    _ body: [UInt8], isProtobuf: Bool
  ) throws(OTLPDecodeError) -> (batch: SpanBatch, rejection: Rejection) {
    let result = isProtobuf ? try OTLPProtobuf.decodeTraces(body) : try OTLPJSON.decodeTraces(body)
    return (result.batch, Rejection(count: result.rejectedSpanCount, message: result.rejectionMessage))
  }

  func encoded(isProtobuf: Bool) -> [UInt8] {
    isProtobuf ? OTLPProtobuf.encodeTraces(self) : OTLPJSON.encodeTraces(self)
  }

  var asJSONCarriesIt: SpanBatch { SpanBatch(spans.map(\.asJSONCarriesIt)) }
}

extension LogBatch: FuzzedSignal {
  static func random(seed: UInt64, count: Int) -> LogBatch { LogBatch(RandomLogs.make(seed: seed, count: count)) }

  static func decode(
    _ body: [UInt8], isProtobuf: Bool
  ) throws(OTLPDecodeError) -> (batch: LogBatch, rejection: Rejection) {
    (isProtobuf ? try OTLPProtobuf.decodeLogs(body) : try OTLPJSON.decodeLogs(body), Rejection())
  }

  func encoded(isProtobuf: Bool) -> [UInt8] {
    isProtobuf ? OTLPProtobuf.encodeLogs(self) : OTLPJSON.encodeLogs(self)
  }

  var asJSONCarriesIt: LogBatch { LogBatch(records.map(\.asJSONCarriesIt)) }
}

extension MetricBatch: FuzzedSignal {
  static func random(seed: UInt64, count: Int) -> MetricBatch {
    MetricBatch(RandomPoints.make(seed: seed, count: count))
  }

  static func decode(
    _ body: [UInt8], isProtobuf: Bool
  ) throws(OTLPDecodeError) -> (batch: MetricBatch, rejection: Rejection) {
    let result = isProtobuf ? try OTLPProtobuf.decodeMetrics(body) : try OTLPJSON.decodeMetrics(body)
    return (result.batch, Rejection(count: result.rejectedPointCount, message: result.rejectionMessage))
  }

  func encoded(isProtobuf: Bool) -> [UInt8] {
    isProtobuf ? OTLPProtobuf.encodeMetrics(self) : OTLPJSON.encodeMetrics(self)
  }

  var asJSONCarriesIt: MetricBatch { MetricBatch(points.map(\.asJSONCarriesIt)) }
}
