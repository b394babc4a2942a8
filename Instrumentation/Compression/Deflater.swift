internal import CZlib

/// Compresses streams, one after the other, with one set of zlib state (256 KiB).
package struct Deflater: ~Copyable {
  // zlib keeps the address of its stream, so the stream may not move: it lives on the heap.
  private let stream: UnsafeMutablePointer<z_stream>

  /// How redundancy is looked for.
  package enum Strategy: Sendable {
    /// Repeated strings, then frequent bytes.
    case matching
    /// Frequent bytes only: several times quicker, and smaller where a repetition is worth less than its length code.
    case huffmanOnly
  }

  /// - Parameter level: 1 (quick) to 9 (small).
  package init(_ format: ZlibFormat, level: Int, strategy: Strategy = .matching) {
    precondition((1...9).contains(level), "zlib knows levels 1 to 9")
    let strategy = strategy == .matching ? Z_DEFAULT_STRATEGY : Z_HUFFMAN_ONLY
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let largestMemoryLevel: Int32 = 9
    let status = skein_deflate_init(stream, Int32(level), format.windowBits, largestMemoryLevel, strategy)
    precondition(status == Z_OK, "zlib cannot allocate its state")
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Appends `input` to `output` as one complete stream and returns its byte count.
  @discardableResult
  package mutating func deflate(_ input: RawSpan, into output: inout [UInt8]) -> Int {
    precondition(input.byteCount <= Int(UInt32.max), "callers bound what they compress")
    deflateReset(stream)
    let bound = Int(deflateBound(stream, UInt(input.byteCount)))
    let start = output.count
    input.withUnsafeBytes { source in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bound) { target in
        // SAFETY: as in `Inflater`; `deflateBound` promises that one call with Z_FINISH has room for everything.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: source.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(source.count)
        stream.pointee.next_out = target.baseAddress
        stream.pointee.avail_out = UInt32(bound)
        let status = CZlib.deflate(stream, Z_FINISH)
        precondition(status == Z_STREAM_END, "zlib keeps to its own bound")
        output.append(contentsOf: UnsafeBufferPointer(rebasing: target[..<(bound - Int(stream.pointee.avail_out))]))
      }
    }
    return output.count - start
  }
}
