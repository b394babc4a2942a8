/// Deflates streams of symbols: with or without a search for repetitions, whichever makes the beginning smaller.
///
/// Symbols are numbered by their frequency and predicted within their trace, so that most repetitions are gone; what is
/// left is as a rule best served by a Huffman code alone.
struct SymbolDeflater: ~Copyable {
  /// How many bytes decide.
  private static let trialByteCount = 4096

  private var deflater = SegmentDeflater()
  private var trial: [UInt8] = []

  init() {}

  /// Appends `stream` to `output` and returns its byte count.
  mutating func deflate(_ stream: RawSpan, into output: inout [UInt8]) -> Int {
    let start = stream.extracting(first: Self.trialByteCount)
    trial.removeAll(keepingCapacity: true)
    let matchedByteCount = deflater.deflate(start, into: &trial)
    let codedByteCount = deflater.deflateWithoutMatching(start, into: &trial)
    if codedByteCount <= matchedByteCount { return deflater.deflateWithoutMatching(stream, into: &output) }
    return deflater.deflate(stream, into: &output)
  }
}
