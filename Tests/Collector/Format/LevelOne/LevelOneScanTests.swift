import SegmentFormat
import TelemetryModel
import TestSupport
import Testing

@Suite struct LevelOneScanTests {
  private func segment(_ seed: UInt64) throws -> LevelOneSegment {
    try LevelOneCheck.segment(of: SpanBatch(LevelOneCheck.relatedSpans(seed: seed, count: 120)))
  }

  @Test func rowsTellOperationTimesAndTree() throws {
    let segment = try segment(81)
    let batch = try segment.decodeAll()
    let rows = try segment.rows()
    let operations = segment.operations
    #expect(rows.startTimes == batch.startTimes)
    #expect(rows.endTimes == batch.endTimes)
    for row in 0..<rows.count {
      let operation = operations[Int(rows.operations[row])]
      #expect(operation.kind == batch.kinds[row])
      #expect(operation.statusCode == batch.statusCodes[row])
      #expect(operation.service == batch.serviceName(of: row))
      #expect(operation.name == nil || operation.name == batch.names[row])
      let parent = Int(rows.parents[row])
      if parent >= 0 {
        #expect(batch.spanIDs[parent] == batch.parentSpanIDs[row])
        #expect(parent < row && rows.subtreeEnds[parent] >= rows.subtreeEnds[row])
      }
    }
    #expect(operations.reduce(0) { $0 + $1.spanCount } == rows.count)
  }

  @Test func constantAttributesAreKnownWithoutReading() throws {
    let segment = try segment(82)
    let batch = try segment.decodeAll()
    let rows = try segment.rows()
    let operations = segment.operations
    for row in 0..<rows.count {
      let operation = operations[Int(rows.operations[row])]
      let payloads = batch.payloads[batch.payloadRange(of: batch.attributes[row])]
      for (known, payload) in zip(operation.values, payloads) {
        if case .constant(let constant) = known { #expect(constant == payload) }
      }
      if case .constant(let message) = operation.statusMessage {
        #expect(message == batch.details[Int(batch.detailIndexes[row])].statusMessage)
      }
    }
  }

  @Test(arguments: [UInt64(83), 84, 85, 86])
  func chosenOperationsAndKeysComeAsTheWholeSegmentHasThem(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let segment = try segment(seed)
    let batch = try segment.decodeAll()
    let rows = try segment.rows()
    let keys = Set(batch.shapes.slots.map(\.key))
    for round in 0..<8 {
      let chosen = segment.operations.map { _ in generator.isOne(in: 3) }
      let selection = LevelOneSelection(
        keys: generator.isOne(in: 5) ? nil : keys.filter { _ in generator.isOne(in: 3) },
        names: generator.isOne(in: 2), details: generator.isOne(in: 2), events: generator.isOne(in: 2),
        links: generator.isOne(in: 2))
      var expected = SpanBatch()
      for row in 0..<batch.count where chosen[Int(rows.operations[row])] {
        let isNamed = segment.operations[Int(rows.operations[row])].name != nil
        expected.append(reduced(batch.span(at: row), selection, segment.tables, isNamed: isNamed))
      }
      let read = try segment.spans(ofOperations: chosen, reading: selection)
      #expect(read.spans == expected.spans, "seed \(seed), round \(round)")
    }
  }

  /// What a selection leaves of a span.
  private func reduced(_ span: Span, _ selection: LevelOneSelection, _ tables: SpanBatch, isNamed: Bool) -> Span {
    var span = span
    if let keys = selection.keys {
      let texts = Set(keys.map { tables.strings.text($0) })
      span.attributes.removeAll { !texts.contains($0.key) }
    }
    if !selection.names, !isNamed { span.name = "" }
    if !selection.details {
      span.status.message = ""
      span.traceState = ""
      span.droppedAttributesCount = 0
      span.droppedEventsCount = 0
      span.droppedLinksCount = 0
    }
    if !selection.events { span.events = [] }
    if !selection.links { span.links = [] }
    return span
  }
}
