import Synchronization

/// What sources had to leave out of the answer to one request.
package final class SourceWarnings: Sendable {
  private let texts = Mutex<[String]>([])

  /// How many different ones are kept, as `PromQLNotes` does.
  private static let count = 10

  package init() {}

  package func add(_ text: String) {
    texts.withLock { texts in
      if texts.count < Self.count, !texts.contains(text) { texts.append(text) }
    }
  }

  package var all: [String] { texts.withLock { $0 } }
}
