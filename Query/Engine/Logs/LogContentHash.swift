import TelemetryModel

/// A 64-bit hash of all that a record says, the same in every batch, process and version: part of positions.
///
/// A sequence of words, absorbed one by one; `mix` is the finaliser of MurmurHash3 (Austin Appleby, public domain).
struct LogContentHash {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  static func of(_ row: Int, in batch: borrowing LogBatch) -> UInt64 {
    var hash = LogContentHash()
    hash.absorb(batch.times[row].nanoseconds)
    hash.absorb(batch.observedTimes[row].nanoseconds)
    hash.absorb(UInt64(bitPattern: Int64(batch.severityNumbers[row].rawValue)))
    hash.absorb(batch.strings[batch.severityTexts[row]])
    hash.absorb(batch.bodies[row], of: batch.bodyKinds[row], in: batch)
    hash.absorb(batch.attributes[row], in: batch)
    hash.absorb(UInt64(batch.droppedAttributesCounts[row]) << 32 | UInt64(batch.flags[row]))
    hash.absorb(batch.traceIDs[row].high)
    hash.absorb(batch.traceIDs[row].low)
    hash.absorb(batch.spanIDs[row].rawValue)
    hash.absorb(batch.strings[batch.eventNames[row]])
    hash.absorb(batch.resources[Int(batch.resourceIndexes[row])].attributes, in: batch)
    hash.absorb(batch.scopes[Int(batch.scopeIndexes[row])].attributes, in: batch)
    hash.absorb(batch.strings[batch.scopes[Int(batch.scopeIndexes[row])].name])
    return hash.state
  }

  private mutating func absorb(_ word: UInt64) {
    var mixed = state ^ word
    mixed = (mixed ^ mixed >> 33) &* 0xFF51_AFD7_ED55_8CCD
    mixed = (mixed ^ mixed >> 33) &* 0xC4CE_B9FE_1A85_EC53
    state = (mixed ^ mixed >> 33) &+ 0xD1B5_4A32_D192_ED03
  }

  private mutating func absorb(_ text: ArraySlice<UInt8>) {
    absorb(UInt64(text.count))
    var word: UInt64 = 0
    var byteCount = 0
    for byte in text {
      word = word << 8 | UInt64(byte)
      byteCount += 1
      if byteCount % 8 == 0 { absorb(word) }
    }
    if byteCount % 8 != 0 { absorb(word) }
  }

  private mutating func absorb(_ payload: UInt64, of kind: AttributeKind, in batch: borrowing LogBatch) {
    absorb(UInt64(kind.rawValue))
    if kind.isTableCode {
      absorb(batch.strings[StringCode(truncatingIfNeeded: payload)])
    } else {
      absorb(payload)
    }
  }

  private mutating func absorb(_ list: AttributeList, in batch: borrowing LogBatch) {
    let slots = batch.shapes[list.shape]
    absorb(UInt64(slots.count))
    for (slot, place) in zip(slots, batch.payloadRange(of: list)) {
      absorb(batch.strings[slot.key])
      absorb(batch.payloads[place], of: slot.kind, in: batch)
    }
  }
}
