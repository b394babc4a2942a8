internal import HTTPService
internal import NIOCore
internal import SpanIngest

/// Collects a request body within the limits of size, rate and ingest budget.
struct RequestBodyReader {
  let bodyByteCount: Int
  let service: HTTPServiceLimits

  /// The body, its bytes reserved in the budget while they arrive.
  ///
  /// - Parameter announced: how many bytes the sender says it has; 0 when it does not say.
  /// - Throws: `ReceiverFailure` for a body that is too large, too slow or cut off; `IngestRefusal` over budget.
  func read<Parts: AsyncIteratorProtocol>(
    _ parts: inout Parts, announced: Int, reservation: IngestBudget.Reservation
  ) async throws -> ByteBuffer where Parts.Element == ByteBuffer {
    if announced > bodyByteCount { throw ReceiverFailure.tooLarge(limit: bodyByteCount) }
    var body = ByteBuffer()
    let start = ContinuousClock.now
    while let part = try await next(&parts) {
      if body.readableBytes + part.readableBytes > bodyByteCount {
        throw ReceiverFailure.tooLarge(limit: bodyByteCount)
      }
      try reservation.grow(by: part.readableBytes)
      if body.readableBytes == 0 {
        body = part
        // What a sender announces is not memory yet: only so much is set aside on its word.
        body.reserveCapacity(min(announced, Self.trustedCapacity))
      } else {
        body.writeImmutableBuffer(part)
      }
      try checkRate(of: body.readableBytes, since: start)
    }
    return body
  }

  private static let trustedCapacity = 1 << 20

  private func next<Parts: AsyncIteratorProtocol>(
    _ parts: inout Parts
  ) async throws -> ByteBuffer? where Parts.Element == ByteBuffer {
    do {
      return try await parts.next()
    } catch {
      throw ReceiverFailure.incomplete
    }
  }

  /// A sender that drips would hold its memory for ever.
  private func checkRate(of byteCount: Int, since start: ContinuousClock.Instant) throws(ReceiverFailure) {
    let seconds = Double(byteCount) / Double(service.slowestBodyBytesPerSecond)
    if ContinuousClock.now - start > service.bodyGracePeriod + .seconds(seconds) { throw .tooSlow }
  }
}
