import Synchronization

/// Brings the answers to messages to those who asked.
final class Replies: Sendable {
  private let waiting = Mutex<[String: AsyncStream<Message>.Continuation]>([:])

  /// Before the request is sent: its answer may be here before anybody waits.
  func expect(_ id: String) -> AsyncStream<Message> {
    let (stream, continuation) = AsyncStream<Message>.makeStream(bufferingPolicy: .bufferingOldest(1))
    waiting.withLock { $0[id] = continuation }
    return stream
  }

  func forget(_ id: String) { waiting.withLock { $0.removeValue(forKey: id) }?.finish() }

  /// An answer that nobody waits for any longer is dropped.
  func deliver(_ message: Message) {
    guard let id = message.requestID, let continuation = waiting.withLock({ $0[id] }) else { return }
    continuation.yield(message)
  }

  /// - Returns: `nil` when there was no answer in time.
  func wait(for id: String, _ answers: AsyncStream<Message>, within limit: Duration) async throws -> Message? {
    defer { forget(id) }
    return try await withThrowingTaskGroup(of: Message?.self) { group in
      group.addTask { await answers.first { _ in true } }
      group.addTask {
        try await Task.sleep(for: limit)
        return nil
      }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
  }
}
