import Synchronization

/// Answers that may be given again for a short while.
final class AnswerCache: Sendable {
  private struct Entry: Sendable {
    let answer: Answer
    let expiry: ContinuousClock.Instant
  }

  /// Answers that are kept; when there are more, all are forgotten.
  private static let entryLimit = 500

  private let entries = Mutex<[String: Entry]>([:])

  subscript(key: String) -> Answer? {
    entries.withLock { entries in
      guard let entry = entries[key], entry.expiry > .now else { return nil }
      return entry.answer
    }
  }

  func keep(_ answer: Answer, key: String, for time: Duration) {
    entries.withLock { entries in
      if entries.count >= Self.entryLimit { entries = [:] }
      entries[key] = Entry(answer: answer, expiry: .now + time)
    }
  }
}
