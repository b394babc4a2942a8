internal import HTTPService
internal import NIOCore
internal import NIOPosix
internal import OTLPFormat
internal import SpanIngest
internal import TelemetryModel

/// The way of a request from its body to the store, whatever protocol brought it: one set of rules, limits and counters.
struct TelemetryIntake: Sendable {
  private let decodeThreads: NIOThreadPool
  private let limits: ReceiverLimits
  private let bodyReader: RequestBodyReader

  /// - Parameter decodeThreads: where bodies are inflated and decoded, off the event loops.
  init(_ decodeThreads: NIOThreadPool, _ limits: ReceiverLimits, _ service: HTTPServiceLimits) {
    self.decodeThreads = decodeThreads
    self.limits = limits
    bodyReader = RequestBodyReader(bodyByteCount: limits.bodyByteCount, service: service)
  }

  typealias MessageReader<Signal> =
    @Sendable (Swift.Span<UInt8>, OTLPEncoding) throws(OTLPDecodeError) -> DecodedRequest<Signal>
  where Signal: TelemetryBatch

  /// A request whose rows are durable.
  struct Taken {
    let encoding: OTLPEncoding
    let storedCount: Int
    /// How many rows were left out because they are invalid, and why.
    let rejectedCount: Int
    let rejectionMessage: String
  }

  /// Reads, decodes and stores one request, and enters in the ledger what became of it.
  ///
  /// - Parameters:
  ///   - announced: how many bytes the sender says the body has; 0 when it does not say.
  ///   - format: how the body is to be read, or why it is not worth reading.
  ///   - read: reads the message once it is inflated.
  func take<Signal: ReceivedSignal, Parts: AsyncIteratorProtocol>(
    _ body: inout Parts, announced: Int, _ format: Result<BodyFormat, ReceiverFailure>,
    into ingest: SignalIngest<Signal>, read: @escaping MessageReader<Signal> = Signal.decode
  ) async -> Result<Taken, ReceiverFailure> where Parts.Element == ByteBuffer {
    ingest.ledger.record { $0.receivedRequests += 1 }
    do {
      let taken = try await store(&body, announced, try format.get(), ingest, read)
      ingest.ledger.record { $0.storedRequests += 1 }
      return .success(taken)
    } catch let refusal as IngestRefusal {
      ingest.ledger.record { $0.refusedRequests += 1 }
      return .failure(.unavailable("\(refusal)", retryAfterSeconds: ingest.limits.retryAfterSeconds))
    } catch {
      ingest.ledger.record { $0.rejectedRequests += 1 }
      return .failure(error as? ReceiverFailure ?? .unexpected)
    }
  }

  private func store<Signal: ReceivedSignal, Parts: AsyncIteratorProtocol>(
    _ body: inout Parts, _ announced: Int, _ format: BodyFormat, _ ingest: SignalIngest<Signal>,
    _ read: @escaping MessageReader<Signal>
  ) async throws -> Taken where Parts.Element == ByteBuffer {
    let reservation = ingest.budget.reservation()
    defer { reservation.release() }
    let result = try await decode(&body, announced, format, reservation, ingest.ledger, read)
    reservation.settle(at: result.heldByteCount)
    try await ingest.store(result.batch, rejectedCount: result.rejectedCount)
    return Taken(
      encoding: format.encoding, storedCount: result.batch.count, rejectedCount: result.rejectedCount,
      rejectionMessage: result.rejectionMessage)
  }

  /// Its body is gone when this returns: while its rows wait for their commit, they are all that a request holds.
  private func decode<Signal: ReceivedSignal, Parts: AsyncIteratorProtocol>(
    _ parts: inout Parts, _ announced: Int, _ format: BodyFormat, _ reservation: IngestBudget.Reservation,
    _ ledger: IngestLedger, _ read: @escaping MessageReader<Signal>
  ) async throws -> DecodedRequest<Signal> where Parts.Element == ByteBuffer {
    let body = try await bodyReader.read(&parts, announced: announced, reservation: reservation)
    ledger.record { $0.receivedBytes += UInt64(body.readableBytes) }
    let (message, isGzipped) = try format.message(in: body)
    let decoder = BodyDecoder<Signal>(isGzipped: isGzipped, bodyByteCount: limits.bodyByteCount) {
      (bytes) throws(OTLPDecodeError) in try read(bytes, format.encoding)
    }
    return try await decodeThreads.runIfActive { try decoder.decode(message, reservation: reservation) }
  }
}
