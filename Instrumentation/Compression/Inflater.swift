internal import CZlib

/// Decompresses a stream step by step, never producing more than the caller asks for.
///
/// Reuse one for many streams: `reset()` costs far less than a new one (zlib keeps 40 KiB of state).
package struct Inflater: ~Copyable {
  /// What a step of decompression ended with.
  package enum Step: Sendable {
    /// All input is used up and the stream goes on.
    case needsInput
    /// As much as asked for was produced; there may be more.
    case producedAll
    /// The stream is complete. What follows in the input belongs to something else.
    case ended
  }

  private let format: ZlibFormat
  // zlib keeps the address of its stream, so the stream may not move: it lives on the heap.
  private let stream: UnsafeMutablePointer<z_stream>
  private var isBetweenMembers = false

  package init(_ format: ZlibFormat) {
    self.format = format
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let status = skein_inflate_init(stream, format.windowBits)
    precondition(status == Z_OK, "zlib cannot allocate its state")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Begins a new stream.
  package mutating func reset() {
    inflateReset(stream)
    isBetweenMembers = false
  }

  /// Reads from `input` at `offset`, which moves on, and appends at most `byteLimit` bytes to `output`.
  package mutating func step(
    _ input: RawSpan, offset: inout Int, byteLimit: Int, into output: inout [UInt8]
  ) throws(ZlibError) -> Step {
    var produced = 0
    while true {
      if isBetweenMembers {
        if offset == input.byteCount { return .ended }
        // A further gzip member; anything else after the stream is an error there.
        inflateReset(stream)
        isBetweenMembers = false
      }
      if produced == byteLimit { return .producedAll }
      let (status, written) = inflateOnce(input, &offset, min(byteLimit - produced, Self.chunkByteCount), &output)
      produced += written
      switch status {
      case Z_STREAM_END:
        guard format == .gzip else { return .ended }
        isBetweenMembers = true
      case Z_OK, Z_BUF_ERROR:
        if offset == input.byteCount && written == 0 { return .needsInput }
        if written == 0 && status == Z_BUF_ERROR { return .needsInput }
      default:
        throw .malformed(reason: stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)")
      }
    }
  }

  /// Decompresses a whole stream.
  ///
  /// - Throws: `ZlibError.tooLarge` as soon as more than `byteLimit` bytes would come out; memory stays within it.
  package mutating func inflate(_ input: RawSpan, byteLimit: Int) throws(ZlibError) -> [UInt8] {
    reset()
    var output: [UInt8] = []
    output.reserveCapacity(min(byteLimit, input.byteCount * 4))
    var offset = 0
    while true {
      // One byte over the limit is enough to know that there is more.
      switch try step(input, offset: &offset, byteLimit: byteLimit + 1 - output.count, into: &output) {
      case .producedAll: throw .tooLarge(limit: byteLimit)
      case .needsInput: throw .truncated
      case .ended:
        if output.count > byteLimit { throw .tooLarge(limit: byteLimit) }
        if offset != input.byteCount { throw .malformed(reason: "\(input.byteCount - offset) bytes follow its end") }
        return output
      }
    }
  }

  /// Decompresses a whole stream that is known to become `byteCount` bytes; one of the format `gzip` has one member.
  ///
  /// In one go: zlib then keeps no window of what it wrote, and the bytes are not copied.
  ///
  /// - Throws: `ZlibError` when it becomes more or fewer. Damaged counts ask for no more memory than can come out.
  package mutating func inflate(_ input: RawSpan, byteCount: Int) throws(ZlibError) -> [UInt8] {
    guard input.byteCount <= Int(UInt32.max), byteCount <= Int(UInt32.max),
      byteCount / Self.largestRatio <= input.byteCount
    else { throw .truncated }
    // zlib refuses to write to an address that is none.
    if byteCount == 0 { return try inflate(input, byteLimit: 0) }
    reset()
    var status = Z_OK
    var (unread, missing) = (0, 0)
    let output = [UInt8](unsafeUninitializedCapacity: byteCount) { target, written in
      input.withUnsafeBytes { source in
        // SAFETY: as in `inflateOnce`; what zlib says it has written is initialised.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: source.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(source.count)
        stream.pointee.next_out = target.baseAddress
        stream.pointee.avail_out = UInt32(byteCount)
        status = CZlib.inflate(stream, Z_FINISH)
        unread = Int(stream.pointee.avail_in)
        missing = Int(stream.pointee.avail_out)
        written = byteCount - missing
      }
    }
    switch status {
    case Z_STREAM_END where missing > 0: throw .malformed(reason: "it ends \(missing) bytes too early")
    case Z_STREAM_END where unread > 0: throw .malformed(reason: "\(unread) bytes follow its end")
    case Z_STREAM_END: return output
    case Z_OK, Z_BUF_ERROR:
      if missing == 0 && unread > 0 { throw .tooLarge(limit: byteCount) }
      throw .truncated
    default: throw .malformed(reason: stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)")
    }
  }

  /// No deflated byte stands for more than 1,032 bytes.
  private static let largestRatio = 1_032

  /// How much is decompressed at a time.
  private static let chunkByteCount = 65_536

  private mutating func inflateOnce(
    _ input: RawSpan, _ offset: inout Int, _ capacity: Int, _ output: inout [UInt8]
  ) -> (status: Int32, written: Int) {
    let available = min(input.byteCount - offset, Int(UInt32.max))
    return input.extracting(offset..<offset + available).withUnsafeBytes { source in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { chunk in
        // SAFETY: zlib reads and writes only inside the two buffers, whose sizes it is given; it does not write to its
        // input, though its interface takes a mutable pointer. Neither pointer is used after this closure.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: source.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(source.count)
        stream.pointee.next_out = chunk.baseAddress
        stream.pointee.avail_out = UInt32(capacity)
        let status = CZlib.inflate(stream, Z_NO_FLUSH)
        let written = capacity - Int(stream.pointee.avail_out)
        offset += source.count - Int(stream.pointee.avail_in)
        output.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[..<written]))
        return (status, written)
      }
    }
  }
}
