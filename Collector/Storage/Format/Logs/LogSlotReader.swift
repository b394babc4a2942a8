import TelemetryModel

/// Reads the slots of templated bodies and puts the bodies together again.
struct LogSlotReader {
  private var wide: RecencyReader<UInt128>
  private var renderedByteCount = 0
  /// The body that is being put together.
  private var text: [UInt8] = []

  init(wide: [UInt128]) { self.wide = RecencyReader(wide) }

  /// Replaces the templates in `batch` by the texts that they make.
  mutating func render(
    _ batch: inout LogBatch, _ groups: TemplateRows, _ reader: inout ByteReader
  ) throws(ByteReaderError) {
    for (code, rows) in zip(groups.templates, groups.rows) {
      guard let template = TextTemplate(batch.strings[code]) else {
        throw ByteReaderError(byteOffset: reader.offset, reason: "a template is malformed")
      }
      _ = try render(template, rows, &batch, &reader) { _ in true }
    }
    guard wide.isExhausted else { throw ByteReaderError(byteOffset: reader.offset, reason: "numbers are left over") }
  }

  /// Replaces a template by the texts that it makes, in those of its rows whose texts are wanted.
  ///
  /// - Returns: These rows.
  mutating func render(
    _ template: TextTemplate, _ rows: [Int], _ batch: inout LogBatch, _ reader: inout ByteReader,
    where isWanted: ([UInt8]) -> Bool
  ) throws(ByteReaderError) -> [Int] {
    let slotCount = template.domains.count
    // A slot takes at least a byte per record, so that rows and slots are bounded by what was stored.
    guard rows.count * slotCount <= reader.remaining else { throw reader.truncated() }
    var numbers = [UInt64](repeating: 0, count: rows.count * slotCount)
    var wideNumbers: [UInt128] = []
    for (slot, domain) in template.domains.enumerated() {
      if domain == .wide {
        for (index, row) in rows.enumerated() {
          numbers[index * slotCount + slot] = UInt64(wideNumbers.count)
          wideNumbers.append(try wideNumber(batch.traceIDs[row], &reader))
        }
      } else {
        let hasNumberBefore = slot > 0 && template.domains[slot - 1] != .wide
        try readNumbers(slot, of: slotCount, hasNumberBefore, rows, batch, into: &numbers, &reader)
      }
    }
    var wanted: [Int] = []
    for (index, row) in rows.enumerated() {
      text.removeAll(keepingCapacity: true)
      template.render(numbers[index * slotCount..<(index + 1) * slotCount], wide: wideNumbers, into: &text)
      renderedByteCount += text.count
      guard renderedByteCount <= SegmentLimits.inflatedByteCount else {
        throw ByteReaderError(byteOffset: reader.offset, reason: "the bodies are larger than the limit")
      }
      guard isWanted(text) else { continue }
      batch.bodies[row] = UInt64(batch.strings.intern(text[...]))
      wanted.append(row)
    }
    return wanted
  }

  /// Passes over the slots of a template.
  mutating func skip(
    _ template: TextTemplate, rowCount: Int, _ reader: inout ByteReader
  ) throws(ByteReaderError) {
    for domain in template.domains {
      if domain == .wide {
        // The list that tokens refer to goes on.
        for _ in 0..<rowCount { _ = try wideNumber(.invalid, &reader) }
      } else {
        _ = try reader.byte()
        try reader.skipVarints(rowCount)
      }
    }
  }

  private mutating func wideNumber(
    _ traceID: TraceID, _ reader: inout ByteReader
  ) throws(ByteReaderError) -> UInt128 {
    let token = try reader.varint()
    if token == 0 { return traceID.number }
    guard let number = wide.value(of: token - 1) else {
      throw ByteReaderError(byteOffset: reader.offset, reason: "a token refers past its list")
    }
    return number
  }

  private func readNumbers(
    _ slot: Int, of slotCount: Int, _ hasNumberBefore: Bool, _ rows: [Int], _ batch: borrowing LogBatch,
    into numbers: inout [UInt64], _ reader: inout ByteReader
  ) throws(ByteReaderError) {
    guard let prediction = SlotPrediction(rawValue: try reader.byte()) else {
      throw ByteReaderError(byteOffset: reader.offset, reason: "a prediction is not known")
    }
    var previous: UInt64 = 0
    for (index, row) in rows.enumerated() {
      let place = index * slotCount + slot
      let expected = prediction.value(
        batch.effectiveTime(of: row), batch.spanIDs[row], previousRecord: previous,
        previousSlot: hasNumberBefore ? numbers[place - 1] : 0)
      previous = expected &+ UInt64(bitPattern: try reader.zigzag())
      numbers[place] = previous
    }
  }
}

extension TraceID {
  var number: UInt128 { UInt128(high) << 64 | UInt128(low) }
}
