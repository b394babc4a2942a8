/// Why a message could not be decoded, and where.
///
/// The whole message is refused (HTTP 400): nothing of it was stored, and sending it again will not help.
package struct OTLPDecodeError: Error, Hashable, Sendable {
  package enum Reason: UInt8, Sendable {
    // Protobuf
    case truncated
    case malformedVarint
    case malformedTag
    case unbalancedGroup
    // JSON
    case unexpectedEnd
    case unexpectedByte
    case malformedString
    case malformedNumber
    case numberOutOfRange
    case malformedBase64
    case unknownEnumName
    case trailingBytes
    // Limits
    case nestedTooDeep
    case skippedTooDeep
    case tooLong
    case tooManyEntries
  }

  package let reason: Reason
  /// The offset in the message near which decoding stopped.
  package let byteOffset: Int

  @inline(__always)
  init(_ reason: Reason, at byteOffset: Int) {
    self.reason = reason
    self.byteOffset = byteOffset
  }
}

extension OTLPDecodeError: CustomStringConvertible {
  /// What is wrong and at which byte; holds nothing that the sender wrote.
  package var message: String { "\(Self.text(of: reason)) at byte \(byteOffset)" }

  package var description: String { message }

  private static func text(of reason: Reason) -> String {
    switch reason {
    case .truncated: "protobuf field is longer than the message around it"
    case .malformedVarint: "protobuf varint is longer than 64 bits"
    case .malformedTag: "protobuf tag has an invalid field number or wire type"
    case .unbalancedGroup: "protobuf group is not closed by its own end tag"
    case .unexpectedEnd: "JSON text ends early"
    case .unexpectedByte: "JSON text has a byte that does not belong there"
    case .malformedString: "JSON string has a bad escape or an unescaped control character"
    case .malformedNumber: "JSON number is malformed, or not an integer where one is needed"
    case .numberOutOfRange: "JSON number does not fit its field"
    case .malformedBase64: "bytesValue is not base64"
    case .unknownEnumName: "enum name is not one that OTLP defines"
    case .trailingBytes: "JSON text is followed by further bytes"
    case .nestedTooDeep: "attribute value is nested deeper than \(OTLPLimits.valueNestingDepth) levels"
    case .skippedTooDeep: "unknown field is nested deeper than \(OTLPLimits.skippedNestingDepth) levels"
    case .tooLong: "message is longer than \(OTLPLimits.messageByteCount) bytes"
    case .tooManyEntries: "message has more entries than its length can justify, or too many in one list"
    }
  }
}
