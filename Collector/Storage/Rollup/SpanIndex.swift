import TelemetryModel

/// Finds the client or producer span of a trace by its ID: open addressing over row numbers.
///
/// Of several spans with the same trace ID, span ID and kind it knows the first. The hash is seeded per process.
struct SpanIndex {
  private let batch: SpanBatch
  /// Hash in the upper half, row plus one in the lower; 0 is vacant.
  private var slots: [UInt64]

  /// Indexes the rows of a batch that may call others.
  init(callersOf batch: SpanBatch) {
    self.batch = batch
    let callers = batch.kinds.indices.filter { batch.kinds[$0] == .client || batch.kinds[$0] == .producer }
    var capacity = 64
    while capacity < callers.count * 2 { capacity *= 2 }
    slots = Array(repeating: 0, count: capacity)
    for row in callers {
      let hash = Self.hash(batch.traceIDs[row], batch.spanIDs[row])
      let slot = place(hash, batch.traceIDs[row], batch.spanIDs[row], batch.kinds[row])
      if slots[slot] == 0 { slots[slot] = hash << 32 | UInt64(row + 1) }
    }
  }

  /// The row of that span, or `nil`.
  func row(_ trace: TraceID, _ span: SpanID, _ kind: SpanKind) -> Int? {
    let entry = slots[place(Self.hash(trace, span), trace, span, kind)]
    return entry == 0 ? nil : Int(entry & 0xFFFF_FFFF) - 1
  }

  /// Where the span stands, or the vacant slot where it would.
  @inline(__always)
  private func place(_ hash: UInt64, _ trace: TraceID, _ span: SpanID, _ kind: SpanKind) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { return slot }
      if entry >> 32 == hash {
        let row = Int(entry & 0xFFFF_FFFF) - 1
        if batch.spanIDs[row] == span, batch.traceIDs[row] == trace, batch.kinds[row] == kind { return slot }
      }
      slot = (slot + 1) & mask
    }
  }

  @inline(__always)
  private static func hash(_ trace: TraceID, _ span: SpanID) -> UInt64 {
    var hash = WordHash()
    hash.combine(trace.high)
    hash.combine(trace.low)
    hash.combine(span.rawValue)
    return hash.value
  }
}
