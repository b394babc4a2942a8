internal import Synchronization

/// The bytes that requests in flight may hold together.
package final class IngestBudget: Sendable {
  package let limit: Int
  private let used = Mutex(0)

  package init(limit: Int) { self.limit = limit }

  /// Bytes reserved now.
  package var usedByteCount: Int { used.withLock { $0 } }

  /// A reservation of no bytes yet, to be grown as a request arrives.
  package func reservation() -> Reservation { Reservation(of: self) }

  fileprivate func take(_ byteCount: Int, onTopOf own: Int) -> Bool {
    used.withLock { used in
      // Alone in the house, a request may be as large as the other limits allow: it could never be admitted otherwise.
      let isAlone = used == own
      guard isAlone || used + byteCount <= limit else { return false }
      used += byteCount
      return true
    }
  }

  fileprivate func exchange(_ old: Int, for new: Int) { used.withLock { $0 += new - old } }

  fileprivate func giveBack(_ byteCount: Int) { used.withLock { $0 -= byteCount } }

  /// What one request holds; given back by `release`, at the latest when the reservation goes out of life.
  package final class Reservation: Sendable {
    private let budget: IngestBudget
    private let held = Mutex(0)

    fileprivate init(of budget: IngestBudget) { self.budget = budget }

    deinit { release() }

    /// Gives everything back now, whoever else still refers to the reservation.
    package func release() {
      let released = held.withLock { held in
        defer { held = 0 }
        return held
      }
      budget.giveBack(released)
    }

    /// Holds `byteCount` bytes from now on: what has become of the request, instead of what arrived.
    ///
    /// Granted also where it goes beyond the limit, for the memory is taken already; nothing further is admitted until
    /// the budget has recovered.
    package func settle(at byteCount: Int) {
      held.withLock { held in
        budget.exchange(held, for: byteCount)
        held = byteCount
      }
    }

    /// Takes `byteCount` bytes more.
    ///
    /// Without room, the request is refused and gives everything back at once: of requests that are too large for each
    /// other the last one always gets through.
    package func grow(by byteCount: Int) throws(IngestRefusal) {
      let isGranted = held.withLock { held in
        guard budget.take(byteCount, onTopOf: held) else {
          budget.giveBack(held)
          held = 0
          return false
        }
        held += byteCount
        return true
      }
      guard isGranted else { throw .overBudget(limit: budget.limit) }
    }
  }
}
