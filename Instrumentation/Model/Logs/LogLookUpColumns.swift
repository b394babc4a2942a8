/// What the rows of a `LogBatch` are looked up by, beyond what was sent in the fields meant for it.
///
/// Loggers that know nothing of OTLP write the trace ID as an attribute; it counts when the record's own field is
/// empty. Derived from a batch, never stored: the batch keeps what was sent.
package struct LogLookUpColumns: Sendable {
  /// The trace of each row, by field or by attribute; `TraceID.invalid` when neither names one.
  package private(set) var traceIDs: [TraceID]
  /// The span of each row, by field or by attribute; `SpanID.none` when neither names one.
  package private(set) var spanIDs: [SpanID]
  /// The correlation ID of each row, `.none` where the trace ID serves.
  package private(set) var correlationIDs: [CorrelationID]

  /// Keys under which loggers write hexadecimal trace IDs, the most important first.
  package static let traceIDKeys = [
    "trace_id", "traceId", "trace.id", "traceID", "TraceId", "traceid", "X-B3-TraceId",
  ]
  /// Keys under which loggers write hexadecimal span IDs, the most important first.
  package static let spanIDKeys = [
    "span_id", "spanId", "span.id", "spanID", "SpanId", "spanid", "X-B3-SpanId",
  ]

  package init(_ batch: borrowing LogBatch, keys: CorrelationKeys = .standard) {
    traceIDs = batch.traceIDs
    spanIDs = batch.spanIDs
    correlationIDs = []
    correlationIDs.reserveCapacity(batch.count)
    var correlation = CorrelationReader(keys, in: batch)
    var traces = TextAttributeFinder(Self.traceIDKeys, in: batch)
    var spans = TextAttributeFinder(Self.spanIDKeys, in: batch)
    for row in 0..<batch.count {
      let list = batch.attributes[row]
      if !traceIDs[row].isValid, let text = traces.text(in: list, batch) {
        traceIDs[row] = TraceID(hexText: batch.strings[text]) ?? .invalid
      }
      if !spanIDs[row].isValid, let text = spans.text(in: list, batch) {
        spanIDs[row] = SpanID(hexText: batch.strings[text]) ?? .none
      }
      correlationIDs.append(correlation.id(of: list, resource: batch.resourceIndexes[row], in: batch))
    }
  }
}

extension LogLookUpColumns {
  /// Whether a row carries this correlation ID itself; one for which its trace ID serves carries none.
  package func carries(_ id: String, row: Int, in batch: borrowing LogBatch) -> Bool {
    switch correlationIDs[row] {
    case .none: false
    case .text(let code): batch.strings[code].elementsEqual(id.utf8)
    case .number(let number): String(number) == id
    case .list(let code): CompositeValue.texts(ofArray: batch.strings[code]).contains { $0.elementsEqual(id.utf8) }
    }
  }
}

/// Finds the text under the first of some keys that a list has, looking at keys once per shape.
private struct TextAttributeFinder {
  private let ranks: [StringCode: Int]
  /// The place of the slot in each shape; `nil` when the shape was not looked at yet, -1 when it has none of the keys.
  private var placeOfShape: [Int?]

  init(_ keys: [String], in batch: borrowing LogBatch) {
    ranks = batch.attributeKeyRanks(of: keys)
    placeOfShape = Array(repeating: ranks.isEmpty ? -1 : nil, count: batch.shapes.count)
  }

  mutating func text(in list: AttributeList, _ batch: borrowing LogBatch) -> StringCode? {
    let place = placeOfShape[Int(list.shape)] ?? find(in: batch.shapes[list.shape])
    placeOfShape[Int(list.shape)] = place
    return place < 0 ? nil : StringCode(truncatingIfNeeded: batch.payloads[Int(list.firstPayload) + place])
  }

  private func find(in slots: ArraySlice<AttributeSlot>) -> Int {
    var best: (rank: Int, place: Int)?
    for (place, slot) in slots.enumerated() where slot.kind == .string {
      guard let rank = ranks[slot.key], rank < best?.rank ?? .max else { continue }
      best = (rank, place)
    }
    return best?.place ?? -1
  }
}

extension TraceID {
  /// A trace ID as a logger writes it: 32 hexadecimal digits, or 16 for the short IDs of Zipkin.
  fileprivate init?(hexText: ArraySlice<UInt8>) {
    guard hexText.count == 32 || hexText.count == 16,
      let halves = Hex.halves(of: hexText, maximumDigitCount: 32), halves.high | halves.low != 0
    else { return nil }
    self.init(high: halves.high, low: halves.low)
  }
}

extension SpanID {
  /// A span ID as a logger writes it: 16 hexadecimal digits.
  fileprivate init?(hexText: ArraySlice<UInt8>) {
    guard hexText.count == 16, let halves = Hex.halves(of: hexText, maximumDigitCount: 16), halves.low != 0 else {
      return nil
    }
    self.init(rawValue: halves.low)
  }
}
