internal import OTLPFormat
internal import TelemetryModel

/// A kind of telemetry that the receiver takes: how its messages are decoded.
protocol ReceivedSignal: TelemetryBatch {
  static var signal: OTLPSignal { get }
  static func decode(
    _ bytes: Swift.Span<UInt8>, _ encoding: OTLPEncoding
  ) throws(OTLPDecodeError) -> DecodedRequest<Self>
}

/// What a request held.
struct DecodedRequest<Batch: TelemetryBatch>: Sendable {
  let batch: Batch
  /// How many rows were left out because they are invalid, and why.
  var rejectedCount = 0
  var rejectionMessage = ""

  /// What the rows take in memory: arrays that grew by doubling hold half as much again as is in them, on average.
  var heldByteCount: Int { batch.estimatedByteCount / 2 * 3 }
}

extension SpanBatch: ReceivedSignal {
  static var signal: OTLPSignal { .traces }

  static func decode(
    _ bytes: Swift.Span<UInt8>, _ encoding: OTLPEncoding
  ) throws(OTLPDecodeError) -> DecodedRequest<SpanBatch> {
    let result =
      switch encoding {
      case .protobuf: try OTLPProtobuf.decodeTraces(bytes)
      case .json: try OTLPJSON.decodeTraces(bytes)
      }
    return DecodedRequest(
      batch: result.batch, rejectedCount: result.rejectedSpanCount, rejectionMessage: result.rejectionMessage)
  }
}

extension LogBatch: ReceivedSignal {
  static var signal: OTLPSignal { .logs }

  /// Records without any time are observed now. No record is ever rejected.
  static func decode(
    _ bytes: Swift.Span<UInt8>, _ encoding: OTLPEncoding
  ) throws(OTLPDecodeError) -> DecodedRequest<LogBatch> {
    var batch =
      switch encoding {
      case .protobuf: try OTLPProtobuf.decodeLogs(bytes)
      case .json: try OTLPJSON.decodeLogs(bytes)
      }
    batch.observeUntimed(at: .now)
    return DecodedRequest(batch: batch)
  }
}

extension MetricBatch: ReceivedSignal {
  static var signal: OTLPSignal { .metrics }

  /// Points without a time are of now.
  static func decode(
    _ bytes: Swift.Span<UInt8>, _ encoding: OTLPEncoding
  ) throws(OTLPDecodeError) -> DecodedRequest<MetricBatch> {
    var result =
      switch encoding {
      case .protobuf: try OTLPProtobuf.decodeMetrics(bytes)
      case .json: try OTLPJSON.decodeMetrics(bytes)
      }
    result.batch.stampUntimed(at: .now)
    return DecodedRequest(
      batch: result.batch, rejectedCount: result.rejectedPointCount, rejectionMessage: result.rejectionMessage)
  }
}
