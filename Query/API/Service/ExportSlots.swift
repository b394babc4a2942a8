import Synchronization

/// Counts the exports that run, so that slow readers cannot hold all threads.
final class ExportSlots: Sendable {
  private let free: Mutex<Int>

  init(count: Int) { free = Mutex(count) }

  /// Takes a slot, which the result gives back when it is released; `nil` when all are taken.
  func take() -> ExportSlot? {
    free.withLock { free in
      guard free > 0 else { return nil }
      free -= 1
      return ExportSlot(self)
    }
  }

  fileprivate func giveBack() { free.withLock { $0 += 1 } }
}

final class ExportSlot: Sendable {
  private let slots: ExportSlots

  fileprivate init(_ slots: ExportSlots) { self.slots = slots }

  deinit { slots.giveBack() }
}
