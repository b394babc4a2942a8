import OTLPFormat
import TelemetryModel

/// Builds protobuf messages by hand, for what no proper encoder would send.
enum Message {
  static func varint(_ value: UInt64) -> [UInt8] {
    value < 0x80 ? [UInt8(value)] : [UInt8(truncatingIfNeeded: value) | 0x80] + varint(value >> 7)
  }

  static func field(_ number: UInt64, _ content: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(UInt64(content.count)) + content
  }

  static func field(_ number: UInt64, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

  static func field(_ number: UInt64, varint value: UInt64) -> [UInt8] { varint(number << 3) + varint(value) }

  static func attribute(_ key: String, _ value: [UInt8]) -> [UInt8] { field(1, key) + field(2, value) }

  static let traceID: [UInt8] = Array(1...16)
  static let spanID: [UInt8] = Array(1...8)
  static let ids = field(1, traceID) + field(2, spanID)

  /// A request that holds one span with valid IDs and these further fields.
  static func request(spanFields: [UInt8]) -> [UInt8] { request(span: ids + spanFields) }

  static func request(span: [UInt8]) -> [UInt8] { field(1, field(2, field(2, span))) }

  /// A request whose one span has this attribute value, already encoded as an `AnyValue`.
  static func request(value: [UInt8]) -> [UInt8] { request(spanFields: field(9, attribute("k", value))) }
}

/// The spans of a request that is expected to decode.
func spans(_ request: [UInt8]) throws -> [TelemetryModel.Span] { try OTLPProtobuf.decodeTraces(request).batch.spans }

/// The spans of a JSON request that is expected to decode.
func spans(json: String) throws -> [TelemetryModel.Span] { try OTLPJSON.decodeTraces(Array(json.utf8)).batch.spans }

/// The JSON of a request with one span, of valid IDs and these further members.
func request(members: String) -> String {
  let ids = #""traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708""#
  return #"{"resourceSpans":[{"scopeSpans":[{"spans":[{\#(ids)\#(members.isEmpty ? "" : ",")\#(members)}]}]}]}"#
}
