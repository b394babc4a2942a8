import SegmentFormat
import SegmentScan
import Synchronization
import TelemetryModel
import TelemetryStorage

/// A batch as a columnar segment that hands out exactly what is asked for, and blanks everything else.
final class BatchSegment: ColumnarSegment {
  let batch: SpanBatch
  let tables: SpanBatch
  let operationFacts: [OperationFacts]
  let eventShapes: Set<ShapeCode>
  let linkShapes: Set<ShapeCode>
  private let rows: [[Int]]
  private let reads = Mutex<[(rowCount: Int, columns: SpanCondition.Columns)]>([])

  /// What was read so far.
  var readRowCounts: [Int] { reads.withLock { $0.map(\.rowCount) } }
  var readColumns: [SpanCondition.Columns] { reads.withLock { $0.map(\.columns) } }

  init(_ spans: [Span]) {
    let batch = SpanBatch(spans)
    self.batch = batch
    tables = batch.tables
    rows = Array(Dictionary(grouping: 0..<batch.count) { Identity(batch, row: $0) }.values)
    operationFacts = rows.map { OperationFacts(of: $0, batch) }
    eventShapes = Set(batch.events.map(\.attributes.shape))
    linkShapes = Set(batch.links.map(\.attributes.shape))
  }

  func spans(
    ofOperations chosen: [Bool], columns: SpanCondition.Columns, hint: ScanHint
  ) throws(SegmentError) -> SpanBatch {
    let chosenRows = zip(rows, chosen).flatMap { $1 ? $0 : [] }
    reads.withLock { $0.append((chosenRows.count, columns)) }
    return SpanBatch(chosenRows.map { batch.span(at: $0).reduced(to: columns) })
  }

  /// The rows of each operation.
  var rowsByOperation: [[Int]] { rows }

  private struct Identity: Hashable {
    let service: StringCode
    let name: StringCode
    let scope: UInt32
    let kind: SpanKind
    let status: SpanStatus.Code
    let shape: ShapeCode

    init(_ batch: SpanBatch, row: Int) {
      service = batch.serviceName(of: row)
      name = batch.names[row]
      scope = batch.scopeIndexes[row]
      kind = batch.kinds[row]
      status = batch.statusCodes[row]
      shape = batch.attributes[row].shape
    }
  }
}

extension SpanBatch {
  fileprivate var tables: SpanBatch {
    var tables = SpanBatch()
    tables.strings = strings
    tables.shapes = shapes
    tables.payloads = payloads
    tables.resources = resources
    tables.scopes = scopes
    return tables
  }
}

extension OperationFacts {
  /// What the rows, all of one operation, have in common.
  fileprivate init(of rows: [Int], _ batch: SpanBatch) {
    func values(_ payloads: [UInt64]) -> Values { Set(payloads).count == 1 ? .constant(payloads[0]) : .fromTable }
    let first = rows[0]
    let shape = batch.attributes[first].shape
    self.init(
      service: batch.serviceName(of: first), name: batch.names[first], scope: batch.scopeIndexes[first],
      kind: batch.kinds[first], statusCode: batch.statusCodes[first], shape: shape,
      values: (0..<batch.shapes.slotCount(of: shape)).map { offset in
        values(rows.map { batch.payloads[Int(batch.attributes[$0].firstPayload) + offset] })
      },
      statusMessage: values(rows.map { UInt64(batch.details[Int(batch.detailIndexes[$0])].statusMessage) }))
  }
}

extension Span {
  /// The span with nothing but what the columns name, and the fields that are always there.
  fileprivate func reduced(to columns: SpanCondition.Columns) -> Span {
    func kept(_ list: [Attribute], _ level: AttributeLevels) -> [Attribute] {
      list.filter { columns.attributes[Array($0.key.utf8)]?.contains(level) ?? false }
    }
    var span = self
    span.traceState = "missing"
    span.flags = 77
    if !columns.texts.contains(.operation) { span.name = "missing" }
    if !columns.kind { span.kind = SpanKind(rawValue: 77) }
    if !columns.status { span.status.code = SpanStatus.Code(rawValue: 77) }
    if !columns.texts.contains(.statusMessage) { span.status.message = "missing" }
    if !columns.parentSpanID { span.parentSpanID = SpanID(rawValue: 77) }
    if columns.numbers.isDisjoint(with: [.durationNanoseconds, .endTime]) { span.endTime = Timestamp(nanoseconds: 77) }
    span.attributes = kept(attributes, .span)
    span.resource = Resource(
      attributes: resource.attributes.filter {
        columns.texts.contains(.service) && $0.key == "service.name"
          || columns.attributes[Array($0.key.utf8)]?.contains(.resource) ?? false
      })
    span.scope = InstrumentationScope(
      name: columns.texts.contains(.scopeName) ? scope.name : "missing",
      version: columns.texts.contains(.scopeVersion) ? scope.version : "missing",
      attributes: kept(scope.attributes, .scope))
    let hasEvents =
      columns.numbers.contains(.eventCount) || columns.texts.contains(.eventName)
      || columns.attributes.values.contains { $0.contains(.event) }
    span.events =
      hasEvents
      ? events.map {
        SpanEvent(time: Timestamp(nanoseconds: 77), name: $0.name, attributes: kept($0.attributes, .event))
      } : []
    let hasLinks =
      columns.numbers.contains(.linkCount) || columns.linkedTraceIDs
      || columns.attributes.values.contains { $0.contains(.link) }
    span.links =
      hasLinks
      ? links.map {
        SpanLink(
          traceID: columns.linkedTraceIDs ? $0.traceID : .invalid, spanID: .none, attributes: kept($0.attributes, .link)
        )
      } : []
    return span
  }
}
