/// Splits a file into its OTLP messages, in bounded memory.
///
/// Reads OTLP/JSON and length-prefixed OTLP protobuf, plain or gzipped, all told apart by content.
package struct MessageReader: ~Copyable {
  private var content: ContentInput
  private let messageByteLimit: Int
  /// Content that was read and not handed out yet begins at `position`.
  private var buffer: [UInt8] = []
  private var position = 0
  /// Where `buffer` begins in the content.
  private var bufferOffset = 0
  /// Known once the first bytes were seen.
  package private(set) var format: MessageFormat?
  /// How many messages were handed out.
  package private(set) var messageCount = 0
  /// Where the latest message begins in the content.
  package private(set) var messageOffset = 0

  /// - Parameters:
  ///   - path: `-` for standard input.
  ///   - messageByteLimit: longer messages are refused.
  package init(
    path: String, messageByteLimit: Int = TransferLimits.messageByteCount
  ) throws(TransferError) {
    self.messageByteLimit = messageByteLimit
    content = ContentInput(try FileInput(path: path))
  }

  package var name: String { content.file.name }
  /// Bytes of the file; `nil` for a pipe.
  package var fileByteCount: Int? { content.file.byteCount }
  /// Bytes of the file that were read so far.
  package var readByteCount: Int { content.file.readByteCount }

  /// The next message, or `nil` at the end of the file.
  ///
  /// What is wrong with a message is thrown when its turn comes: all before it were handed out.
  package mutating func next() throws(TransferError) -> [UInt8]? {
    compact()
    guard let format = try detectFormat() else { return nil }
    switch format {
    case .json: return try nextObject()
    case .lengthPrefixedProtobuf: return try nextPrefixed()
    }
  }

  private mutating func detectFormat() throws(TransferError) -> MessageFormat? {
    if let format { return format }
    try fill(to: 4)
    if buffer.isEmpty { return nil }
    guard let detected = MessageFormat(firstBytes: buffer[...]) else {
      throw TransferError(
        .unknownFormat, file: name,
        "neither OTLP/JSON (objects, one a line) nor length-prefixed OTLP protobuf; give a file of one of these forms")
    }
    if detected == .json && buffer.starts(with: MessageFormat.byteOrderMark) { position = 3 }
    format = detected
    return detected
  }

  private mutating func nextPrefixed() throws(TransferError) -> [UInt8]? {
    try fill(to: 4)
    messageOffset = bufferOffset + position
    if available == 0 { return nil }
    guard available >= 4 else { throw error(.truncated, "the file ends inside the length of the message") }
    let length = MessageFormat.length(buffer[position...])
    guard length <= messageByteLimit else {
      throw error(.tooLarge, "the message claims \(length) bytes; at most \(messageByteLimit) are read")
    }
    try fill(to: 4 + length)
    guard available >= 4 + length else {
      throw error(.truncated, "the file ends inside the message: \(available - 4) of \(length) bytes are there")
    }
    return take(4..<4 + length)
  }

  private mutating func nextObject() throws(TransferError) -> [UInt8]? {
    try skipSpace()
    messageOffset = bufferOffset + position
    if available == 0 { return nil }
    guard buffer[position] == UInt8(ascii: "{") else {
      throw error(.malformedMessage, "expected a JSON object")
    }
    var extent = JSONExtent()
    var end = position
    while !extent.advance(through: buffer.span, from: &end) {
      guard end - position <= messageByteLimit else { break }
      guard try content.read(into: &buffer) else {
        throw error(.truncated, "the file ends inside the JSON object")
      }
    }
    guard end - position <= messageByteLimit else {
      throw error(.tooLarge, "the object is longer than \(messageByteLimit) bytes")
    }
    return take(0..<end - position)
  }

  private mutating func skipSpace() throws(TransferError) {
    while true {
      while position < buffer.count, MessageFormat.isSpace(buffer[position]) { position += 1 }
      if position < buffer.count { return }
      compact()
      if try !content.read(into: &buffer) { return }
    }
  }

  private var available: Int { buffer.count - position }

  /// Reads until `byteCount` bytes are available, or the content ends.
  private mutating func fill(to byteCount: Int) throws(TransferError) {
    while available < byteCount, try content.read(into: &buffer) {}
  }

  /// Hands out a range, counted from the position, and moves behind it.
  private mutating func take(_ range: Range<Int>) -> [UInt8] {
    let message = Array(buffer[position + range.lowerBound..<position + range.upperBound])
    position += range.upperBound
    messageCount += 1
    return message
  }

  /// Forgets what was handed out, once that is the larger part.
  private mutating func compact() {
    guard position > buffer.count / 2 else { return }
    buffer.removeFirst(position)
    bufferOffset += position
    position = 0
  }

  private func error(_ code: TransferError.Code, _ reason: String) -> TransferError {
    TransferError(code, file: name, messageNumber: messageCount + 1, byteOffset: messageOffset, reason)
  }
}
