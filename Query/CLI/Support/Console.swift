import TelemetryTransfer

/// Standard output for text, gathered so that a long answer costs few system calls.
struct Console: ~Copyable {
  private static let flushByteCount = 64 << 10

  private var output: FileOutput
  private var pending: [UInt8] = []

  init() throws(TransferError) { output = try FileOutput(path: "-") }

  mutating func print(_ line: String) throws(TransferError) {
    pending.append(contentsOf: line.utf8)
    pending.append(0x0A)
    if pending.count >= Self.flushByteCount { try flush() }
  }

  mutating func print(_ line: [UInt8]) throws(TransferError) {
    pending.append(contentsOf: line)
    pending.append(0x0A)
    if pending.count >= Self.flushByteCount { try flush() }
  }

  /// To be called when all is printed.
  mutating func flush() throws(TransferError) {
    try output.write(pending)
    pending.removeAll(keepingCapacity: true)
  }
}
