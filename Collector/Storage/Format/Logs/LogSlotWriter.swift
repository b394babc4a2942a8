import TelemetryModel

/// Writes the slots of templated bodies, column by column; `LogSlotReader` is the inverse.
///
///     per template, in the order of its first record, per slot:
///       number       1 byte prediction (`SlotPrediction`); per record zigzag of number - prediction
///       128 bits     per record varint: 0 the record's trace ID, else a `RecencyList` token plus 1
struct LogSlotWriter {
  private(set) var stream = ByteWriter()
  private(set) var wide = RecencyList<UInt128>()
  private var residuals: [UInt64] = []

  /// - Parameters:
  ///   - order: the row of `templates` that each row of `batch` is.
  mutating func write(
    _ templates: borrowing LogTemplates, in batch: borrowing LogBatch, order: [Int], isTemplate: [Bool]
  ) {
    let groups = TemplateRows(batch) { isTemplate[$0] }
    for (template, rows) in zip(groups.templates, groups.rows) {
      let domains = TextTemplate(batch.strings[template])?.domains ?? []
      for (slot, domain) in domains.enumerated() {
        if domain == .wide {
          for row in rows {
            let number = templates.wideNumber(row: order[row], slot: slot)
            stream.varint(number == batch.traceIDs[row].number ? 0 : wide.token(for: number) + 1)
          }
        } else {
          let hasNumberBefore = slot > 0 && domains[slot - 1] != .wide
          let numbers = rows.map { templates.number(row: order[$0], slot: slot) }
          let before = rows.map { hasNumberBefore ? templates.number(row: order[$0], slot: slot - 1) : 0 }
          write(numbers, before: before, rows, batch)
        }
      }
    }
  }

  private mutating func write(
    _ numbers: [UInt64], before: [UInt64], _ rows: [Int], _ batch: borrowing LogBatch
  ) {
    var best = (cost: Int.max, prediction: SlotPrediction.zero, residuals: [UInt64]())
    for prediction in SlotPrediction.allCases {
      residuals.removeAll(keepingCapacity: true)
      var cost = 0
      var previous: UInt64 = 0
      for (index, row) in rows.enumerated() {
        let expected = prediction.value(
          batch.effectiveTime(of: row), batch.spanIDs[row], previousRecord: previous, previousSlot: before[index])
        let residual = ZigZag.encode(Int64(bitPattern: numbers[index] &- expected))
        // What repeats costs next to nothing once it is deflated.
        if residual != residuals.last { cost += 2 + (64 - residual.leadingZeroBitCount) / 7 }
        residuals.append(residual)
        previous = numbers[index]
      }
      if cost < best.cost { best = (cost, prediction, residuals) }
    }
    stream.byte(best.prediction.rawValue)
    for residual in best.residuals { stream.varint(residual) }
  }
}
