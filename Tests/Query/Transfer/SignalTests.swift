import OTLPFormat
import TelemetryModel
import TelemetryTransfer
import Testing

/// Which signal a message of a file holds.
struct SignalTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let resource = Resource(attributes: [Attribute("service.name", .string("shop"))])

  /// Points whose metrics could pass for spans: names of 16 bytes, descriptions of 8.
  private static let metrics = MetricBatch(
    (1...900).map { number in
      MetricPoint(
        Metric(
          name: "pool.connections", description: "of a DB.", unit: "1", type: .gauge, resource: resource),
        attributes: [Attribute("pool", .int(Int64(number % 3)))],
        time: Timestamp(nanoseconds: 1_700_000_000_000_000_000 + UInt64(number)), value: .double(Double(number)))
    })

  private static let logs = LogBatch(
    (1...5).map { number in
      LogRecord(
        time: Timestamp(nanoseconds: UInt64(number)), body: .string("a body that tells of \(number)"),
        resource: resource)
    })

  private func counts(_ messages: [[UInt8]], name: String) throws -> ImportCounts {
    let files = TelemetryFiles(paths: [try folder.write(messages.flatMap(\.self), name: name)])
    while try files.nextGroup() != nil {}
    return files.counts
  }

  @Test("Messages of all signals are told apart, in both forms")
  func mixture() throws {
    let prefixed = [
      Message.prefixed(1), Message.prefixed(OTLPProtobuf.encodeMetrics(Self.metrics)),
      Message.prefixed(OTLPProtobuf.encodeLogs(Self.logs)), Message.prefixed(2),
    ]
    let json = [
      Message.json(1), OTLPJSON.encodeMetrics(Self.metrics), OTLPJSON.encodeLogs(Self.logs), Message.json(2),
    ]
    for (name, messages) in [("protobuf", prefixed), ("json", json)] {
      let counts = try counts(messages, name: name)
      #expect(counts.rows == RowCounts(spans: 6, records: 5, points: 900), "\(name)")
      #expect(counts.rejected == RowCounts(), "\(name)")
    }
  }

  @Test("Invalid points are left out, counted and explained, also where no other is in the message")
  func rejection() throws {
    let nameless = MetricBatch([
      MetricPoint(Metric(name: "", type: .gauge), time: Timestamp(nanoseconds: 1), value: .int(1))
    ])
    let counts = try counts([Message.prefixed(OTLPProtobuf.encodeMetrics(nameless))], name: "nameless")
    #expect(counts.rows == RowCounts())
    #expect(counts.rejected == RowCounts(points: 1))
    #expect(counts.rejectionMessage.hasSuffix("a metric must have a name"))
  }

  @Test("Points that are exported as lines are read back, field for field")
  func export() throws {
    var output = try FileOutput(path: folder.path + "/lines.jsonl.gz")
    try Self.metrics.forEachLine { line throws(TransferError) in try output.write(line) }
    let files = TelemetryFiles(paths: [folder.path + "/lines.jsonl.gz"])
    let group = try #require(try files.nextGroup())
    #expect(files.counts.messageCount == 2)
    #expect(group.metricBatches.flatMap(\.points).sorted { $0.time < $1.time } == Self.metrics.points)
  }

  @Test("A group becomes one request for each of its signals")
  func requests() throws {
    let messages = [
      Message.prefixed(1), Message.prefixed(OTLPProtobuf.encodeMetrics(Self.metrics)),
      Message.prefixed(OTLPProtobuf.encodeMetrics(Self.metrics)), Message.prefixed(OTLPProtobuf.encodeLogs(Self.logs)),
    ]
    let files = TelemetryFiles(paths: [try folder.write(messages.flatMap(\.self))])
    let requests = try #require(try files.nextGroup()).requests
    #expect(requests.map(\.signal) == [.traces, .logs, .metrics])
    #expect(requests.map(\.rowCount) == [3, 5, 1_800])
  }
}
