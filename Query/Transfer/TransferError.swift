/// Why telemetry could not be read from a file or written to one, and where.
package struct TransferError: Error, Sendable, CustomStringConvertible {
  package enum Code: Sendable {
    case cannotOpen
    case cannotRead
    case cannotWrite
    /// The other end of the pipe is closed: no failure, there is just nobody left to write for.
    case readerGone
    /// The content is neither OTLP/JSON nor length-prefixed OTLP protobuf.
    case unknownFormat
    /// The gzip stream is damaged.
    case damaged
    /// The content ends in the middle of a message or of a gzip stream.
    case truncated
    case tooLarge
    /// A whole message that is not valid OTLP.
    case malformedMessage
  }

  package let code: Code
  package let file: String
  /// Counted from 1; `nil` when no message is to blame.
  package let messageNumber: Int?
  /// Where in the content, after decompression.
  package let byteOffset: Int?
  package let reason: String

  package init(_ code: Code, file: String, messageNumber: Int? = nil, byteOffset: Int? = nil, _ reason: String) {
    self.code = code
    self.file = file
    self.messageNumber = messageNumber
    self.byteOffset = byteOffset
    self.reason = reason
  }

  package var description: String {
    var place = file
    if let messageNumber { place += ", message \(messageNumber)" }
    if let byteOffset { place += ", byte \(byteOffset)" }
    return "\(place): \(reason)"
  }
}
