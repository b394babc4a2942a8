import Foundation
import QueryEngine
import SegmentStore
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// Correlation IDs under configured keys, in segments that were made under the same keys and under others.
@Suite struct CorrelationKeyTests {
  private static let keys = CorrelationKeys(["order.id", "tenant"])
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "skein-keys-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func open(_ keys: CorrelationKeys) throws -> SegmentStore {
    var options = StoreOptions()
    options.synchronisesWithDisk = false
    options.correlationKeys = keys
    return try SegmentStore.open(path: folder.appending(path: "store.db").path(), options: options)
  }

  /// One record each: as a text, as a header, as a number, on the resource, and under a key of the standard list.
  private static let records: [LogRecord] = [
    .stub(time: 1, body: .string("text"), attributes: [Attribute("order.id", .string("4711"))]),
    .stub(
      time: 2, body: .string("header"), attributes: [Attribute("tenant", .array([.string("x"), .string("4711")]))]),
    .stub(time: 3, body: .string("number"), attributes: [Attribute("order.id", .int(4711))]),
    .stub(time: 4, body: .string("resource"), resourceAttributes: [Attribute("tenant", .string("4711"))]),
    .stub(time: 5, body: .string("standard"), attributes: [Attribute("correlation.id", .string("4711"))]),
    .stub(time: 6, body: .string("other"), attributes: [Attribute("order.id", .string("4712"))]),
  ]

  private static let spans: [Span] = [
    ("order.id", AttributeValue.string("4711")), ("tenant", .array([.string("4711")])), ("order.id", .int(4711)),
    ("correlation.id", .string("4711")),
  ].enumerated().map { number, attribute in
    .stub(
      traceID: TraceID(high: 3, low: UInt64(number + 1)), spanID: SpanID(rawValue: 1), parentSpanID: .none, name: "op",
      start: 1_000, durationNanoseconds: 10, attributes: [Attribute(attribute.0, attribute.1)], service: "a")
  }

  private func found(_ store: SegmentStore, _ keys: CorrelationKeys) throws -> (bodies: [String], traces: [UInt64]) {
    let engine = QueryEngine(source: store, logs: store, correlationKeys: keys)
    let correlated = try engine.correlated(with: "4711")
    var query = LogQuery()
    query.correlationID = "4711"
    query.order = .oldestFirst
    let searched = try engine.logs(query).records.records.map { AttributeText.text($0.body) }
    #expect(searched == correlated.logs.records.map { AttributeText.text($0.body) })
    return (searched, correlated.traces.map { $0.traceIDs[0].low }.sorted())
  }

  @Test(arguments: [CorrelationKeys.standard, keys], [CorrelationKeys.standard, keys])
  func `whatever keys a segment was made under, it is found by those of the question`(
    made: CorrelationKeys, asked: CorrelationKeys
  ) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var store = try open(made)
    // Each record in a segment of its own, so that no other leads to it.
    for record in Self.records { try store.append([LogBatch([record])]) }
    try store.append([SpanBatch(Self.spans)])
    let (bodies, traces): ([String], [UInt64]) =
      asked == .standard ? (["standard"], [4]) : (["text", "header", "number", "resource"], [1, 2, 3])
    for stage in ["level 0", "level 1"] {
      let answer = try found(store, asked)
      #expect(answer.bodies == bodies, "\(stage)")
      #expect(answer.traces == traces, "\(stage)")
      store.close()
      store = try open(made)
      var options = MaintenanceOptions()
      options.longestWait = .zero
      options.logSegmentRecordCount = 1
      try store.maintenance(options).run()
    }
    store.close()
  }

  @Test func `segments under the same keys are left out by what they know of IDs`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try open(Self.keys)
    for record in Self.records { try store.append([LogBatch([record])]) }
    let before = store.statistics().segmentsRead
    let engine = QueryEngine(source: store, logs: store, correlationKeys: Self.keys)
    #expect(try engine.correlated(with: "no such order").isEmpty)
    #expect(store.statistics().segmentsRead - before <= 1, "one in 256 is read for nothing")
    store.close()
  }
}
