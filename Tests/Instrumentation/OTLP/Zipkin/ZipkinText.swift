import OTLPFormat
import TelemetryModel

/// Zipkin's JSON, for what tests are about.
enum ZipkinText {
  /// A list of one span of valid IDs with these further members.
  static func list(_ members: String) -> String {
    #"[{"traceId":"a1","id":"b2"\#(members.isEmpty ? "" : ",")\#(members)}]"#
  }
}

/// The spans of a list that is expected to decode without a rejection.
func zipkinSpans(_ json: String, receivedAt: UInt64 = 0) throws -> [TelemetryModel.Span] {
  let result = try ZipkinFormat.decode(Array(json.utf8), receivedAt: Timestamp(nanoseconds: receivedAt))
  return result.rejectedSpanCount == 0 ? result.batch.spans : []
}

/// The one span of `ZipkinText.list(members)`.
func zipkinSpan(_ members: String) throws -> TelemetryModel.Span? { try zipkinSpans(ZipkinText.list(members)).first }
