/// Spans as columns: the one currency in which receivers, store, engine and encoders deal.
///
/// Row `i` of every column belongs to span `i`. Texts, attribute shapes, resources and scopes are kept once in tables
/// and referred to by code, so that a batch is a handful of flat arrays: decoding into it allocates no object per
/// span, and conditions are evaluated on codes. All members are values; a batch may cross threads freely.
///
/// Rows keep the order in which they were added, attributes the order in which they were sent.
package struct SpanBatch: TelemetryRows {
  // Tables
  package var strings = StringTable()
  package var shapes = AttributeShapeTable()
  /// The payloads of all attribute lists (`AttributeKind` says what each stands for).
  package var payloads: [UInt64] = []
  package var resources: [ResourceEntry] = []
  package var scopes: [ScopeEntry] = []

  // Columns, one element per span
  package var traceIDs: [TraceID] = []
  package var spanIDs: [SpanID] = []
  package var parentSpanIDs: [SpanID] = []
  package var startTimes: [Timestamp] = []
  package var endTimes: [Timestamp] = []
  package var names: [StringCode] = []
  package var kinds: [SpanKind] = []
  package var statusCodes: [SpanStatus.Code] = []
  package var flags: [UInt32] = []
  /// Index into `resources`.
  package var resourceIndexes: [UInt32] = []
  /// Index into `scopes`.
  package var scopeIndexes: [UInt32] = []
  package var attributes: [AttributeList] = []
  /// Index into `details`; 0 when the span has none of those rare fields.
  package var detailIndexes: [UInt32] = []
  /// Where the events of each span end in `events`.
  package var eventEnds: [UInt32] = []
  /// Where the links of each span end in `links`.
  package var linkEnds: [UInt32] = []

  // What hangs below spans, in row order
  package var events: [EventEntry] = []
  package var links: [LinkEntry] = []
  /// Distinct combinations of rare span fields; the first is the one with nothing set.
  package var details: [SpanDetails] = [SpanDetails()]

  // Where `intern` finds equal entries; each catches up with its table when it is used
  package var resourceIndex = EntryIndex()
  package var scopeIndex = EntryIndex()
  var detailIndex = EntryIndex()

  package init() {}

  @inlinable
  package var count: Int { traceIDs.count }

  @inlinable
  package var isEmpty: Bool { traceIDs.isEmpty }

  /// Makes room for `rowCount` rows in every column.
  package mutating func reserveRows(_ rowCount: Int) {
    traceIDs.reserveCapacity(rowCount)
    spanIDs.reserveCapacity(rowCount)
    parentSpanIDs.reserveCapacity(rowCount)
    startTimes.reserveCapacity(rowCount)
    endTimes.reserveCapacity(rowCount)
    names.reserveCapacity(rowCount)
    kinds.reserveCapacity(rowCount)
    statusCodes.reserveCapacity(rowCount)
    flags.reserveCapacity(rowCount)
    resourceIndexes.reserveCapacity(rowCount)
    scopeIndexes.reserveCapacity(rowCount)
    attributes.reserveCapacity(rowCount)
    detailIndexes.reserveCapacity(rowCount)
    eventEnds.reserveCapacity(rowCount)
    linkEnds.reserveCapacity(rowCount)
  }

  @inline(__always)
  package func eventRange(of row: Int) -> Range<Int> {
    (row == 0 ? 0 : Int(eventEnds[row - 1]))..<Int(eventEnds[row])
  }

  @inline(__always)
  package func linkRange(of row: Int) -> Range<Int> {
    (row == 0 ? 0 : Int(linkEnds[row - 1]))..<Int(linkEnds[row])
  }

  /// Nanoseconds from start to end of a row; 0 when it ends before it starts.
  @inlinable
  package func durationNanoseconds(of row: Int) -> UInt64 { endTimes[row].nanoseconds(since: startTimes[row]) }

  /// About how many bytes of memory the batch holds. O(1).
  package var estimatedByteCount: Int {
    strings.arena.count + strings.count * 20 + payloads.count * 8 + count * 88 + events.count * 24 + links.count * 48
  }
}

/// An event of a span as a batch holds it.
package struct EventEntry: Sendable, BitwiseCopyable {
  package var time: Timestamp
  package var name: StringCode
  package var attributes: AttributeList
  package var droppedAttributesCount: UInt32

  @inlinable
  package init(time: Timestamp, name: StringCode, attributes: AttributeList, droppedAttributesCount: UInt32) {
    self.time = time
    self.name = name
    self.attributes = attributes
    self.droppedAttributesCount = droppedAttributesCount
  }
}

/// A link of a span as a batch holds it.
package struct LinkEntry: Sendable, BitwiseCopyable {
  package var traceID: TraceID
  package var spanID: SpanID
  package var traceState: StringCode
  package var attributes: AttributeList
  package var droppedAttributesCount: UInt32
  package var flags: UInt32

  @inlinable
  package init(
    traceID: TraceID, spanID: SpanID, traceState: StringCode, attributes: AttributeList,
    droppedAttributesCount: UInt32, flags: UInt32
  ) {
    self.traceID = traceID
    self.spanID = spanID
    self.traceState = traceState
    self.attributes = attributes
    self.droppedAttributesCount = droppedAttributesCount
    self.flags = flags
  }
}

/// The span fields that are nearly always unset.
package struct SpanDetails: Hashable, Sendable, BitwiseCopyable {
  package var statusMessage: StringCode = 0
  package var traceState: StringCode = 0
  package var droppedAttributesCount: UInt32 = 0
  package var droppedEventsCount: UInt32 = 0
  package var droppedLinksCount: UInt32 = 0

  @inlinable
  package init() {}

  @inlinable
  package var isEmpty: Bool { self == SpanDetails() }
}
