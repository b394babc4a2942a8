import Dispatch
package import NIOCore
package import QueryEngine

/// Hands buffers from a thread that may block to a task that may not, few at a time.
///
/// `send` waits while `capacity` buffers are on their way, so that the reader sets the pace and memory stays bounded.
package final class BlockingPipe: Sendable {
  private let stream: AsyncThrowingStream<ByteBuffer, any Error>
  private let continuation: AsyncThrowingStream<ByteBuffer, any Error>.Continuation
  private let vacancies: DispatchSemaphore
  private let stallTimeout: Duration

  package init(capacity: Int = 2, stallTimeout: Duration) {
    (stream, continuation) = AsyncThrowingStream.makeStream(bufferingPolicy: .bufferingOldest(capacity))
    let vacancies = DispatchSemaphore(value: 0)
    for _ in 0..<capacity { vacancies.signal() }
    self.vacancies = vacancies
    self.stallTimeout = stallTimeout
    continuation.onTermination = { _ in vacancies.signal() }
  }

  /// Blocks until the reader has room. Throws when it is gone, or does not read for too long.
  package func send(_ buffer: ByteBuffer) throws(QueryError) {
    let nanoseconds = Int(clamping: Int64(stallTimeout / .nanoseconds(1)))
    guard vacancies.wait(timeout: .now() + .nanoseconds(nanoseconds)) == .success else {
      throw QueryError(.cancelled, "the client did not read for \(stallTimeout)")
    }
    guard case .enqueued = continuation.yield(buffer) else {
      throw QueryError(.cancelled, "the client is gone")
    }
  }

  /// Ends the stream once everything sent has been read.
  package func finish(_ failure: QueryError? = nil) { continuation.finish(throwing: failure) }

  /// Passes everything sent on to `write`. To be called once.
  package func drain(_ write: (ByteBuffer) async throws -> Void) async throws {
    for try await buffer in stream {
      try await write(buffer)
      vacancies.signal()
    }
  }

  /// Tells the sender that nobody reads any more.
  package func close() { continuation.finish(throwing: QueryError(.cancelled, "the client is gone")) }
}
