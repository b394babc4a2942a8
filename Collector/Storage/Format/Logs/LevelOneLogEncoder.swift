package import TelemetryModel

/// Makes level-1 log segments: records by time, bodies as templates and the numbers in their slots.
///
/// The layout is described in `FORMAT-logs.md`. Rows come back in the order of their effective time; rows of equal
/// time keep their order.
package struct LevelOneLogEncoder: ~Copyable {
  static let formatVersion: UInt8 = 1

  /// The streams of the block, by their places.
  enum Stream: Int, CaseIterable {
    case tables, forms, ids, times, observedTimes, bodies, payloads, slots, idBytes
  }

  private let keys: CorrelationKeys
  private var deflater = SegmentDeflater()

  /// - Parameter keys: whose values enter the word filter as correlation IDs.
  package init(keys: CorrelationKeys = .standard) { self.keys = keys }

  /// Encodes a batch that is not empty. O(n log n) in its rows, else in its size.
  package mutating func encode(_ batch: LogBatch, segmentID: Int64) -> EncodedLogSegment {
    precondition(!batch.isEmpty, "an empty segment is never stored")
    let times = (0..<batch.count).map(batch.effectiveTime)
    let order = (0..<batch.count).sorted { times[$0] != times[$1] ? times[$0] < times[$1] : $0 < $1 }
    let templates = LogTemplates(batch)
    let isTemplate = order.map { templates.isTemplate[$0] }
    var core = LogBatch()
    core.append(contentsOf: templates.batch, rows: order)

    let rows = LogRowTables(core, isTemplate: isTemplate)
    var pack = StreamPack()
    var writer = ByteWriter()
    writer.tables(of: core)
    writer.varint(rows.forms.count)
    for form in rows.forms { form.write(to: &writer) }
    pack.add(writer.bytes, &deflater)
    writer.removeAll()
    for form in rows.formOfRow { writer.varint(form) }
    pack.add(writer.bytes, &deflater)
    addColumns(of: core, templates, order, isTemplate, to: &pack)
    let block = pack.block(.levelOneLogs, version: Self.formatVersion, segmentID: segmentID)
    return EncodedLogSegment(block, of: batch, keys: keys, segmentID: segmentID)
  }

  private mutating func addColumns(
    of core: LogBatch, _ templates: borrowing LogTemplates, _ order: [Int], _ isTemplate: [Bool],
    to pack: inout StreamPack
  ) {
    var traces = RecencyList<TraceID>()
    var spans = RecencyList<SpanID>()
    var writer = ByteWriter()
    for id in core.traceIDs where id.isValid { writer.varint(traces.token(for: id)) }
    for id in core.spanIDs where id.isValid { writer.varint(spans.token(for: id)) }
    pack.add(writer.bytes, &deflater)

    writer.removeAll()
    let unit = Self.unit(of: core.times)
    writer.varint(unit)
    var previous: UInt64 = 0
    for time in core.times where time.nanoseconds != 0 {
      let ticks = time.nanoseconds / unit
      writer.zigzag(Int64(bitPattern: ticks &- previous))
      previous = ticks
    }
    pack.add(writer.bytes, &deflater)

    writer.removeAll()
    for row in 0..<core.count where core.observedTimes[row].nanoseconds != 0 {
      writer.zigzag(Int64(bitPattern: core.observedTimes[row].nanoseconds &- core.times[row].nanoseconds))
    }
    pack.add(writer.bytes, &deflater)

    writer.removeAll()
    var codes = StringCodeStream()
    for row in 0..<core.count { writer.payload(core.bodies[row], of: core.bodyKinds[row], &codes) }
    pack.add(writer.bytes, &deflater)

    writer.removeAll()
    codes = StringCodeStream()
    for list in core.attributes where list.shape != 0 { writer.payloads(of: list, in: core, &codes) }
    pack.add(writer.bytes, &deflater)

    var slots = LogSlotWriter()
    slots.write(templates, in: core, order: order, isTemplate: isTemplate)
    pack.add(slots.stream.bytes, &deflater)
    pack.addRaw(Self.idBytes(traces.values, spans.values, slots.wide.values))
  }

  /// The largest power of 1,000 nanoseconds that divides every time.
  private static func unit(of times: [Timestamp]) -> UInt64 {
    [1_000_000_000, 1_000_000, 1_000].first { unit in times.allSatisfy { $0.nanoseconds % unit == 0 } } ?? 1
  }

  /// Random bits: counts of the three lists, then their values, big-endian.
  private static func idBytes(_ traces: [TraceID], _ spans: [SpanID], _ wide: [UInt128]) -> [UInt8] {
    var writer = ByteWriter()
    for count in [traces.count, spans.count, wide.count] { writer.fixed32(UInt32(count)) }
    for id in traces {
      writer.bigEndian(id.high)
      writer.bigEndian(id.low)
    }
    for id in spans { writer.bigEndian(id.rawValue) }
    for number in wide {
      writer.bigEndian(UInt64(truncatingIfNeeded: number >> 64))
      writer.bigEndian(UInt64(truncatingIfNeeded: number))
    }
    return writer.bytes
  }
}
