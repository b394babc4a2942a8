internal import BoundedZlib
internal import NIOCore
internal import OTLPFormat
internal import SpanIngest
internal import TelemetryModel

/// Turns a request body into a batch. Blocks: runs on the decode threads.
struct BodyDecoder<Batch: TelemetryBatch>: Sendable {
  typealias Format = @Sendable (Swift.Span<UInt8>) throws(OTLPDecodeError) -> DecodedRequest<Batch>

  let isGzipped: Bool
  let bodyByteCount: Int
  /// Reads the message once it is inflated.
  let format: Format

  /// - Throws: `ReceiverFailure` for a body that is malformed or inflates to too much; `IngestRefusal` over budget.
  func decode(_ body: ByteBuffer, reservation: IngestBudget.Reservation) throws -> DecodedRequest<Batch> {
    if isGzipped {
      let inflated = try inflate(body, reservation: reservation)
      return try decode(inflated.span, reservation)
    }
    return try body.withUnsafeReadableBytes { bytes in
      // SAFETY: the span is used only inside this closure, while the buffer lives.
      try decode(Swift.Span(_unsafeBytes: bytes), reservation)
    }
  }

  /// What the rows will take is reserved first: of many bodies that were admitted at once, those wait for their turn as
  /// refused ones whose rows have no room beside the others.
  private func decode(
    _ bytes: Swift.Span<UInt8>, _ reservation: IngestBudget.Reservation
  ) throws -> DecodedRequest<Batch> {
    try reservation.grow(by: bytes.count * DecodeLimits.largestUsualGrowth)
    do throws(OTLPDecodeError) {
      return try format(bytes)
    } catch {
      throw ReceiverFailure.malformed(error.message)
    }
  }

  /// Inflates piece by piece, each reserved before it is made, so that a bomb meets a limit and not the memory.
  private func inflate(_ body: ByteBuffer, reservation: IngestBudget.Reservation) throws -> [UInt8] {
    try body.withUnsafeReadableBytes { bytes in
      let input = RawSpan(_unsafeBytes: bytes)  // SAFETY: used only inside this closure.
      var inflater = Inflater(.gzip)
      var inflated: [UInt8] = []
      inflated.reserveCapacity(capacity(for: body))
      var offset = 0
      while true {
        try reservation.grow(by: InflateLimits.inflateStepByteCount)
        let step = try step(&inflater, input, &offset, &inflated)
        let isDoubtful = inflated.count > InflateLimits.trustedByteCount && announcedByteCount(of: body) > bodyByteCount
        guard inflated.count <= bodyByteCount, !isDoubtful else {
          throw ReceiverFailure.tooLarge(limit: bodyByteCount)
        }
        switch step {
        case .ended: return inflated
        case .needsInput: throw ReceiverFailure.malformed("\(ZlibError.truncated)")
        case .producedAll: continue
        }
      }
    }
  }

  /// Room for all of an honest body, and else for all that is allowed: growing would copy, and hold both copies.
  ///
  /// What is not written to is address space only, not memory.
  private func capacity(for body: ByteBuffer) -> Int {
    let announced = announcedByteCount(of: body)
    let isPlausible = announced > 0 && announced <= bodyByteCount
    let largest = min(bodyByteCount, body.readableBytes * InflateLimits.largestInflateRatio)
    return (isPlausible ? announced : largest) + InflateLimits.inflateStepByteCount
  }

  /// What the trailer of the last gzip member says of its size (RFC 1952, `ISIZE`).
  ///
  /// A stream that announces more than the limit is too large or damaged. Either way it will never be accepted, and
  /// inflating it up to the limit would only cost time: a hundred bombs at once are refused in a tenth of it.
  private func announcedByteCount(of body: ByteBuffer) -> Int {
    Int(body.getInteger(at: body.writerIndex - 4, endianness: .little, as: UInt32.self) ?? 0)
  }

  private func step(
    _ inflater: inout Inflater, _ input: RawSpan, _ offset: inout Int, _ output: inout [UInt8]
  ) throws(ReceiverFailure) -> Inflater.Step {
    do throws(ZlibError) {
      return try inflater.step(input, offset: &offset, byteLimit: InflateLimits.inflateStepByteCount, into: &output)
    } catch {
      throw .malformed("\(error)")
    }
  }
}

private enum DecodeLimits {
  /// How many bytes the columns of a byte of OTLP take: 1 for the usual, 2 where every text is another one. What they really
  /// take is settled once they are there.
  static let largestUsualGrowth = 2
}

/// The limits of inflating a body, apart from its size.
private enum InflateLimits {
  /// How much is inflated, and reserved for, at a time.
  static let inflateStepByteCount = 1 << 20

  /// From here on a body that says of itself that it is too large is believed.
  static let trustedByteCount = 4 << 20

  /// Deflate cannot do better than 258 bytes from two bits (zlib's technical details).
  static let largestInflateRatio = 1_032
}
