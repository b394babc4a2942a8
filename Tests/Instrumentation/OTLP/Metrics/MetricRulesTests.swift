import OTLPFormat
import TelemetryModel
import TestSupport
import Testing

@Suite struct MetricRulesTests {
  private static func request(_ metric: [UInt8]) -> [UInt8] {
    Message.field(1, Message.field(2, Message.field(2, metric)))
  }

  private static func fixed64(_ number: UInt64, _ value: UInt64) -> [UInt8] {
    Message.varint(number << 3 | 1) + withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private static func packed(_ number: UInt64, _ values: [UInt64]) -> [UInt8] {
    Message.field(number, values.flatMap { withUnsafeBytes(of: $0.littleEndian) { Array($0) } })
  }

  private static func bounds(_ values: [Double]) -> [UInt8] { packed(7, values.map(\.bitPattern)) }

  private static let good = fixed64(3, 5) + fixed64(6, 42)

  private static func decode(_ metric: [UInt8]) throws -> MetricDecodeResult {
    try OTLPProtobuf.decodeMetrics(request(metric))
  }

  /// A cumulative histogram of a good point and one with these fields.
  private static func histogram(_ fields: [UInt8]) -> [UInt8] {
    let good = packed(6, [1, 2]) + bounds([1])
    return Message.field(1, "h")
      + Message.field(9, Message.field(1, good) + Message.field(1, fields) + Message.field(2, varint: 2))
  }

  @Test func `points of a metric without a name are rejected and counted`() throws {
    let result = try Self.decode(Message.field(5, Message.field(1, Self.good) + Message.field(1, Self.good)))
    #expect(result.batch.isEmpty)
    #expect(result.rejectedPointCount == 2)
    #expect(result.rejectionMessage == "point 1 of the request: a metric must have a name")
  }

  @Test(arguments: [0, 3, 77] as [UInt64])
  func `sums that are neither delta nor cumulative are rejected`(_ temporality: UInt64) throws {
    let data = Message.field(1, Self.good) + Message.field(2, varint: temporality)
    let result = try Self.decode(Message.field(1, "s") + Message.field(7, data))
    #expect(result.batch.isEmpty)
    #expect(result.rejectedPointCount == 1)
  }

  @Test func `a histogram needs rising bounds and one more bucket than bounds`() throws {
    let faults = [
      Self.packed(6, [1, 2, 3]) + Self.bounds([2, 1]), Self.packed(6, [1, 2, 3]) + Self.bounds([1, 1]),
      Self.packed(6, [1, 2]) + Self.bounds([.nan]), Self.packed(6, [1, 2, 3]) + Self.bounds([1, .nan]),
      Self.packed(6, [1, 2]) + Self.bounds([]), Self.packed(6, [1, 2]) + Self.bounds([1, 2]), Self.bounds([1]),
    ]
    for fault in faults {
      let result = try Self.decode(Self.histogram(fault))
      #expect(result.batch.count == 1)
      #expect(result.rejectedPointCount == 1)
      #expect(result.rejectionMessage.hasPrefix("point 2 of the request: "))
    }
    for fine in [[], Self.packed(6, [7]), Self.packed(6, [1, 2, 3]) + Self.bounds([-.infinity, .infinity])] {
      #expect(try Self.decode(Self.histogram(fine)).batch.count == 2)
    }
  }

  @Test func `an exponential histogram's count is the sum of its buckets`() throws {
    func metric(count: UInt64, _ buckets: [UInt8]) -> [UInt8] {
      let point = Self.fixed64(4, count) + Self.fixed64(7, 1) + Message.field(8, buckets)
      return Message.field(1, "e") + Message.field(10, Message.field(1, point) + Message.field(2, varint: 1))
    }
    let two = Message.field(2, Message.varint(2))
    #expect(try Self.decode(metric(count: 3, two)).batch.count == 1)
    #expect(try Self.decode(metric(count: 4, two)).rejectedPointCount == 1)
    let huge = Message.field(2, Message.varint(.max))
    #expect(try Self.decode(metric(count: 0, huge)).rejectedPointCount == 1)
    let wrapping = Message.field(2, Message.varint(.max) + Message.varint(3))
    #expect(try Self.decode(metric(count: 3, wrapping)).rejectedPointCount == 1)
  }

  @Test func `a rejected point takes its exemplars with it`() throws {
    let exemplar = Message.field(8, Self.fixed64(2, 1))
    let result = try Self.decode(Self.histogram(Self.bounds([1]) + exemplar))
    #expect(result.batch.exemplars.isEmpty)
    #expect(result.batch.exemplarEnds == [0])
  }

  @Test func `packed and unpacked numbers are the same`() throws {
    let unpacked = Self.fixed64(6, 1) + Self.fixed64(6, 2) + Self.fixed64(7, (1.5).bitPattern)
    let packed = Self.packed(6, [1, 2]) + Self.bounds([1.5])
    let left = try Self.decode(Self.histogram(unpacked)).batch
    #expect(left.firstDifference(from: try Self.decode(Self.histogram(packed)).batch) == nil)
    #expect(left.count == 2)
  }

  @Test func `resource, scope, name and temporality may stand behind the points`() throws {
    let sum = Message.field(7, Message.field(1, Self.good) + Message.field(2, varint: 1)) + Message.field(1, "late")
    let scopeMetrics = Message.field(2, sum) + Message.field(1, Message.field(1, "scope"))
    let service = Message.attribute("service.name", Message.field(1, "shop"))
    let bytes = Message.field(1, Message.field(2, scopeMetrics) + Message.field(1, Message.field(1, service)))
    let point = try #require(try OTLPProtobuf.decodeMetrics(bytes).batch.points.first)
    #expect(point.metric.name == "late")
    #expect(point.metric.temporality == .delta)
    #expect(point.metric.scope.name == "scope")
    #expect(point.metric.resource.attributes == [Attribute("service.name", .string("shop"))])
  }

  @Test func `of several kinds of data the last one counts`() throws {
    let gauge = Message.field(5, Message.field(1, Self.good))
    let sum = Message.field(7, Message.field(1, Self.good) + Message.field(2, varint: 2))
    let name = Message.field(1, "m")
    let last = try Self.decode(name + gauge + gauge + sum).batch
    #expect(last.points.map(\.metric.type) == [.sum])
    let joined = try Self.decode(name + sum + gauge + gauge).batch
    #expect(joined.points.map(\.metric.type) == [.gauge, .gauge])
    let json = """
      {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"sum":{"dataPoints":[{"asInt":"1"}]},"name":"m",
      "gauge":{"dataPoints":[{"asInt":1}],"dataPoints":[{"asDouble":2,"asInt":null}]}}]}]}]}
      """
    let result = try OTLPJSON.decodeMetrics(Array(json.utf8))
    #expect(result.batch.points.map(\.value) == [.double(2)])
    #expect(result.rejectedPointCount == 0)
  }

  @Test func `a JSON array that comes again replaces what the first one held`() throws {
    let metric = #"{"name":"m","gauge":{"dataPoints":[{"asInt":1,"exemplars":[{"asInt":2}],"exemplars":[]}]}}"#
    let scope = #"{"metrics":[{"gauge":{"dataPoints":[{}]}}],"metrics":[\#(metric)]}"#
    let json = #"""
      {"resourceMetrics":[{"scopeMetrics":[{"metrics":[\#(metric),\#(metric)]}]}],
      "resourceMetrics":[{"scopeMetrics":[\#(scope)],"scopeMetrics":[\#(scope),\#(scope)]}]}
      """#
    let result = try OTLPJSON.decodeMetrics(Array(json.utf8))
    #expect(result.batch.points.map(\.value) == [.int(1), .int(1)])
    #expect(result.batch.exemplars.isEmpty)
    #expect(result.rejectedPointCount == 0)
  }

  @Test func `a message cut at any byte is refused or holds less`() throws {
    for name in ["pb", "json"] {
      let golden = try Fixture.bytes("otlp/metrics-full.\(name)")
      for length in 0..<golden.count {
        let bytes = Array(golden[..<length])
        let result = name == "pb" ? try? OTLPProtobuf.decodeMetrics(bytes) : try? OTLPJSON.decodeMetrics(bytes)
        if let result { #expect(result.batch.count < 10) }
      }
    }
  }

  @Test func `a message of millions of empty points is refused, one of many real points is not`() throws {
    let empty = Self.request(
      Message.field(1, "m") + Message.field(5, Array(repeatElement([0x0A, 0x00], count: 500_000).joined())))
    #expect(throws: OTLPDecodeError.self) { try OTLPProtobuf.decodeMetrics(empty) }
    let real = Self.request(
      Message.field(1, "m")
        + Message.field(5, Array(repeatElement(Message.field(1, Self.good), count: 200_000).joined())))
    #expect(try OTLPProtobuf.decodeMetrics(real).batch.count == 200_000)
  }

  @Test func `random points survive both encodings`() throws {
    for seed in 0..<40 as Range<UInt64> {
      let batch = MetricBatch(RandomPoints.make(seed: seed, count: 30))
      let decoded = try OTLPProtobuf.decodeMetrics(OTLPProtobuf.encodeMetrics(batch))
      #expect(decoded.rejectionMessage == "", "seed \(seed)")
      #expect(batch.firstDifference(from: decoded.batch) == nil, "seed \(seed)")
      let fromJSON = try OTLPJSON.decodeMetrics(OTLPJSON.encodeMetrics(batch))
      #expect(fromJSON.batch.count == batch.count, "seed \(seed)")
    }
  }
}
