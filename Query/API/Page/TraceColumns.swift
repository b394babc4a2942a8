import OTLPFormat
import TelemetryModel
import TraceAnalysis

/// Writes a trace as columns that a browser uses as they are: typed arrays over the bytes of the answer.
///
///     0   "SKC1"
///     4   byte count of the header, 32 bits, little-endian like all that follows
///     8   the header, JSON: `traceID`, `base` (nanoseconds, from which times count), and `columns`,
///         an object of `[type, offset, count]` by name
///         padding to a multiple of 8, from which offsets count; every column starts at a multiple of 8
///
/// Types are `u8`, `u32`, `f64`. Texts are codes into `texts`, the UTF-8 of all texts one after the other, of which
/// `textEnds` says where each ends. Lists of attributes are numbered: first those of spans, then of resources, scopes,
/// events, links; `listEnds` says where each ends in `keys`, `kinds` and `values`. A value is the code of its text.
struct TraceColumns {
  private let trace: AdjustedTrace
  private let batch: SpanBatch
  private var strings: StringTable
  private var listEnds: [UInt32] = []
  private var keys: [UInt32] = []
  private var kinds: [UInt8] = []
  private var values: [UInt32] = []
  private let base: Timestamp
  private var directory = JSONWriter()
  private var bytes: [UInt8] = []

  static func encode(_ trace: AdjustedTrace) -> [UInt8] {
    var columns = TraceColumns(trace)
    return columns.encode()
  }

  private init(_ trace: AdjustedTrace) {
    self.trace = trace
    batch = trace.batch
    strings = trace.batch.strings
    base = trace.batch.startTimes.min() ?? Timestamp(nanoseconds: 0)
  }

  private mutating func encode() -> [UInt8] {
    directory.beginObject()
    directory.key("traceID")
    directory.id(batch.traceIDs.first ?? .invalid)
    directory.key("base")
    directory.quoted(base.nanoseconds)
    directory.key("columns")
    directory.beginObject()
    addSpans()
    addTables()
    addWhatHangsBelow()
    addRemarks()
    addLists()
    directory.endObject()
    directory.endObject()
    var head = Array("SKC1".utf8)
    let byteCount = UInt32(directory.bytes.count)
    for shift in stride(from: 0, to: 32, by: 8) { head.append(UInt8(truncatingIfNeeded: byteCount >> shift)) }
    head += directory.bytes
    while head.count % 8 != 0 { head.append(0x20) }
    return head + bytes
  }

  private mutating func addSpans() {
    let rows = 0..<batch.count
    words("spanIDs", batch.spanIDs.flatMap { [UInt32($0.rawValue >> 32), UInt32(truncatingIfNeeded: $0.rawValue)] })
    words(
      "parentIDs", batch.parentSpanIDs.flatMap { [UInt32($0.rawValue >> 32), UInt32(truncatingIfNeeded: $0.rawValue)] })
    doubles("starts", batch.startTimes.map(offset))
    doubles("durations", rows.map { Double(batch.durationNanoseconds(of: $0)) })
    words("names", batch.names)
    small("kinds", batch.kinds.map { UInt8(clamping: $0.rawValue) })
    small("statuses", batch.statusCodes.map { UInt8(clamping: $0.rawValue) })
    words("resourceOf", batch.resourceIndexes)
    words("scopeOf", batch.scopeIndexes)
    words("statusMessages", rows.map { batch.details[Int(batch.detailIndexes[$0])].statusMessage })
    words("traceStates", rows.map { batch.details[Int(batch.detailIndexes[$0])].traceState })
    for list in batch.attributes { add(list) }
  }

  private mutating func addTables() {
    words("services", batch.resources.map(\.serviceName))
    for resource in batch.resources { add(resource.attributes) }
    words("scopeNames", batch.scopes.map(\.name))
    words("scopeVersions", batch.scopes.map(\.version))
    for scope in batch.scopes { add(scope.attributes) }
  }

  private mutating func addWhatHangsBelow() {
    words("eventEnds", batch.eventEnds)
    doubles("eventTimes", batch.events.map { offset($0.time) })
    words("eventNames", batch.events.map(\.name))
    for event in batch.events { add(event.attributes) }
    words("linkEnds", batch.linkEnds)
    words("linkTraces", batch.links.map { strings.intern($0.traceID.description) })
    words("linkSpans", batch.links.map { strings.intern($0.spanID.description) })
    for link in batch.links { add(link.attributes) }
  }

  private mutating func addRemarks() {
    var rows: [UInt32] = []
    var texts: [UInt32] = []
    for (row, warnings) in trace.warnings.sorted(by: { $0.key < $1.key }) {
      for warning in warnings {
        rows.append(UInt32(row))
        texts.append(strings.intern(warning))
      }
    }
    words("warningRows", rows)
    words("warnings", texts)
    let corrections = trace.clockCorrections.sorted { $0.key < $1.key }
    words("correctedRows", corrections.map { UInt32($0.key) })
    doubles("corrections", corrections.map { Double($0.value) })
  }

  private mutating func addLists() {
    words("listEnds", listEnds)
    words("keys", keys)
    small("valueKinds", kinds)
    words("values", values)
    words("textEnds", strings.ends)
    small("texts", strings.arena)
  }

  private mutating func add(_ list: AttributeList) {
    var place = Int(list.firstPayload)
    for slot in batch.shapes[list.shape] {
      keys.append(slot.key)
      kinds.append(slot.kind.rawValue)
      let payload = batch.payloads[place]
      values.append(
        slot.kind == .string
          ? StringCode(truncatingIfNeeded: payload) : strings.intern(AttributeText.text(slot.kind, payload, in: batch)))
      place += 1
    }
    listEnds.append(UInt32(keys.count))
  }

  /// Nanoseconds from `base`, exact within 104 days of it.
  private func offset(_ moment: Timestamp) -> Double {
    moment < base
      ? -Double(base.nanoseconds(since: moment)) : Double(moment.nanoseconds(since: base))
  }
}

// MARK: Columns

extension TraceColumns {
  private mutating func words(_ name: StaticString, _ column: [UInt32]) {
    begin(name, "u32", column.count)
    column.map(\.littleEndian).withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  private mutating func doubles(_ name: StaticString, _ column: [Double]) {
    begin(name, "f64", column.count)
    column.map(\.bitPattern.littleEndian).withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  private mutating func small(_ name: StaticString, _ column: [UInt8]) {
    begin(name, "u8", column.count)
    bytes += column
  }

  private mutating func begin(_ name: StaticString, _ type: String, _ count: Int) {
    while bytes.count % 8 != 0 { bytes.append(0) }
    directory.key(name)
    directory.beginArray()
    directory.string(type)
    directory.int(bytes.count)
    directory.int(count)
    directory.endArray()
  }
}
