import Synchronization
import TelemetryStorage

/// Lends reading connections, each to one call at a time.
final class ReaderPool: Sendable {
  private struct State {
    var idle: [SegmentReader] = []
    var lentCount = 0
    var isClosed = false
  }

  private let path: StorePath
  private let options: StoreOptions
  private let state = Mutex(State())

  init(path: StorePath, options: StoreOptions) {
    self.path = path
    self.options = options
  }

  /// Calls `body` with a reader of its own. Callers never wait for each other.
  func withReader<Result: Sendable>(
    _ body: (SegmentReader) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    let idle = try lend()
    var returned: SegmentReader?
    defer { take(returned) }
    let reader = if let idle { idle } else { try SegmentReader(path: path, options: options) }
    defer { reader.end() }
    let result = try body(reader)
    // A reader whose call failed is closed: it may be what failed.
    if reader.isReusable { returned = reader }
    return result
  }

  /// An idle reader, or `nil` when the caller is to open one.
  private func lend() throws(StoreError) -> SegmentReader? {
    try state.withLock { (state) throws(StoreError) in
      guard !state.isClosed else { throw StoreError(.unavailable, "\(path.database): the store is closed") }
      guard state.lentCount < StoreLimits.readerCount else {
        throw StoreError(
          .unavailable, "\(path.database): \(StoreLimits.readerCount) queries are reading already; try again")
      }
      state.lentCount += 1
      return state.idle.popLast()
    }
  }

  private func take(_ reader: SegmentReader?) {
    state.withLock { state in
      state.lentCount -= 1
      if let reader, !state.isClosed, state.idle.count < StoreLimits.idleReaderCount { state.idle.append(reader) }
    }
  }

  /// Closes idle readers now, and those that are lent when they come back.
  func close() {
    state.withLock { state in
      state.isClosed = true
      state.idle = []
    }
  }
}
