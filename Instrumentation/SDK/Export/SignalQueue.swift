import Synchronization

/// The bounded queue of one signal, between any number of threads that make records and the exporter that sends them.
///
/// Nobody waits here: a full queue drops the new record and counts it. Records are bytes already, so what the queue
/// holds in memory is known exactly, and no object of the service lives on in it.
final class SignalQueue: Sendable {
  fileprivate struct State {
    var pool: [WireBuffer] = []
    var filling = EncodedBatch()
    var sealed: [EncodedBatch] = []
    var recordCount = 0
    var byteCount = 0
    var counts = SignalCounts()
    var isClosed = false
  }

  let configuration: QueueConfiguration
  private let state = Mutex(State())
  /// Called, outside of the lock, when a batch is full.
  private let onFull = Mutex<(@Sendable () -> Void)?>(nil)

  init(_ configuration: QueueConfiguration) {
    self.configuration = configuration
  }

  deinit {
    state.withLock { state in state.pool.forEach { $0.deallocate() } }
  }

  /// Sets who is told when a batch is full.
  func wakeOnFull(_ action: @escaping @Sendable () -> Void) { onFull.withLock { $0 = action } }

  private func wake() { onFull.withLock { $0 }?() }

  /// An empty buffer to encode one record in, or `nil` when the queue is full and the record is dropped.
  ///
  /// Encoding happens between `lease` and `commit`, without the lock: descriptions of values are the service's code.
  func lease() -> WireBuffer? {
    let leased: WireBuffer?? = state.withLock { state in
      if state.isClosed || state.recordCount >= configuration.recordLimit || state.byteCount >= configuration.byteLimit
      {
        state.counts.dropped += 1
        return .none
      }
      return .some(state.pool.popLast())
    }
    guard let pooled = leased else { return nil }
    return pooled ?? WireBuffer(capacity: 1024)
  }

  /// Takes the record that a leased buffer holds, and the buffer.
  func commit(_ buffer: WireBuffer, scope: EncodedScope) {
    var buffer = buffer
    let (isFull, isSpare) = state.withLock { state -> (Bool, Bool) in
      let isFull = state.add(buffer.bytes, scope, configuration)
      buffer.removeAll()
      let isSpare =
        state.pool.count >= Limits.pooledBufferCount || buffer.capacity > Limits.pooledBufferByteCount
      if !isSpare { state.pool.append(buffer) }
      return (isFull, isSpare)
    }
    if isSpare { buffer.deallocate() }
    if isFull { wake() }
  }

  /// Puts a whole batch into the queue, when there is room for it.
  func append(_ batch: EncodedBatch) {
    if batch.isEmpty { return }
    state.withLock { state in
      guard !state.isClosed, state.byteCount + batch.bytes.count <= configuration.byteLimit else {
        state.counts.dropped += batch.recordCount
        return
      }
      state.sealed.append(batch)
      state.recordCount += batch.recordCount
      state.byteCount += batch.bytes.count
      state.counts.accepted += batch.recordCount
    }
    wake()
  }

  /// The oldest batch, to be sent. Its records count until `finish` is told about them.
  ///
  /// - Parameter isUnfilledTaken: Whether a batch that is not full yet is taken as well.
  func take(isUnfilledTaken: Bool) -> EncodedBatch? {
    state.withLock { state in
      if !state.sealed.isEmpty { return state.sealed.removeFirst() }
      guard isUnfilledTaken, !state.filling.isEmpty else { return nil }
      let batch = state.filling
      state.filling = EncodedBatch()
      return batch
    }
  }

  /// Puts back what was taken and has not been sent, before all else.
  func giveBack(_ batch: EncodedBatch) { state.withLock { $0.sealed.insert(batch, at: 0) } }

  /// Counts how a batch ended, and gives its room to others.
  func finish(_ batch: EncodedBatch, _ outcome: BatchOutcome) {
    state.withLock { state in
      state.recordCount -= batch.recordCount
      state.byteCount -= batch.bytes.count
      state.counts.add(outcome, recordCount: batch.recordCount)
    }
  }

  /// Counts how records on disk ended.
  func settleSpooled(_ outcome: BatchOutcome, recordCount: Int) {
    state.withLock { state in
      state.counts.spooled -= recordCount
      state.counts.add(outcome, recordCount: recordCount)
    }
  }

  /// Counts records on disk that an earlier process left, or that are lost.
  func count(_ event: Spool.Event, recordCount: Int) {
    state.withLock { state in
      switch event {
      case .recovered:
        state.counts.recovered += recordCount
        state.counts.spooled += recordCount
      case .lost:
        state.counts.spooled -= recordCount
        state.counts.lost += recordCount
      }
    }
  }

  /// Takes no more records; what waits may still be sent.
  func close() { state.withLock { $0.isClosed = true } }

  var counts: SignalCounts { state.withLock { $0.counts } }

  var isHalfFull: Bool {
    state.withLock { $0.recordCount > configuration.recordLimit / 2 || $0.byteCount > configuration.byteLimit / 2 }
  }
}

extension SignalQueue.State {
  // SAFETY: the record is copied before the call ends, during which its buffer has one user, the caller.
  /// Adds one record; true when this filled a batch.
  fileprivate mutating func add(
    _ record: UnsafeBufferPointer<UInt8>, _ scope: EncodedScope, _ limits: QueueConfiguration
  ) -> Bool {
    guard record.count <= Limits.recordByteCount else {
      counts.dropped += 1
      return false
    }
    filling.append(record, scope: scope)
    recordCount += 1
    byteCount += record.count
    counts.accepted += 1
    guard filling.recordCount >= limits.batchLimit || filling.bytes.count >= Limits.batchByteCount else { return false }
    let size = filling.bytes.count
    sealed.append(filling)
    filling = EncodedBatch()
    // The next batch will be about as large.
    filling.reserve(size + size / 8)
    return true
  }
}
