import BoundedZlib

/// The content of a file, decompressed when it is gzip: the bytes decide, not the name.
struct ContentInput: ~Copyable {
  private(set) var file: FileInput
  private var inflater: Inflater?
  /// Bytes of the file that were read and not used yet.
  private var raw: [UInt8] = []
  private var offset = 0
  private var isStarted = false
  /// Whether the gzip stream ended with the last byte used.
  private var isComplete = true

  init(_ file: consuming FileInput) {
    self.file = file
  }

  /// Appends some content, about a chunk; `false` when there is none left.
  mutating func read(into buffer: inout [UInt8]) throws(TransferError) -> Bool {
    if !isStarted { try start() }
    guard inflater != nil else { return try readIdentity(into: &buffer) }
    while true {
      if offset == raw.count {
        raw.removeAll(keepingCapacity: true)
        offset = 0
        if try !file.read(into: &raw, limit: TransferLimits.chunkByteCount) {
          if isComplete { return false }
          throw TransferError(.truncated, file: file.name, "the gzip stream ends early; the file is incomplete")
        }
      }
      let before = buffer.count
      try inflate(into: &buffer)
      if buffer.count > before { return true }
    }
  }

  private mutating func readIdentity(into buffer: inout [UInt8]) throws(TransferError) -> Bool {
    guard raw.isEmpty else {
      buffer.append(contentsOf: raw)
      raw = []
      return true
    }
    return try file.read(into: &buffer, limit: TransferLimits.chunkByteCount)
  }

  private mutating func inflate(into buffer: inout [UInt8]) throws(TransferError) {
    do throws(ZlibError) {
      let (raw, limit) = (raw, TransferLimits.chunkByteCount)
      guard let step = try inflater?.step(raw.span.bytes, offset: &offset, byteLimit: limit, into: &buffer) else {
        return
      }
      isComplete = step == .ended
    } catch {
      throw TransferError(.damaged, file: file.name, "\(error)")
    }
  }

  /// Looks at the first bytes. A gzip header is two magic bytes, the method 8, and flags with three reserved zeros
  /// (RFC 1952, 2.3.1).
  private mutating func start() throws(TransferError) {
    isStarted = true
    while raw.count < 4, try file.read(into: &raw, limit: TransferLimits.chunkByteCount) {}
    if raw.starts(with: [0x1F, 0x8B, 8]), raw.count < 4 || raw[3] & 0xE0 == 0 {
      inflater = Inflater(.gzip)
      isComplete = false
    }
  }
}
