package import OTLPFormat
import TelemetryModel
import TestSupport

/// Sends mutated metrics messages through the codec, and checks what `OTLPFuzzer` checks for traces.
package struct MetricFuzzer {
  private let seed: UInt64
  private let protobufSeeds: [ProtobufMutator.Tree]
  private let jsonSeeds: [[[UInt8]]]

  /// What came of the bodies; shows that the mutations reach every part of the decoders.
  package struct Report {
    package fileprivate(set) var decodedCount = [true: 0, false: 0]
    package fileprivate(set) var pointCount = 0
    package fileprivate(set) var rejectedPointCount = 0
    package fileprivate(set) var errorCounts: [OTLPDecodeError.Reason: Int] = [:]

    package init() {}
  }

  package init(seed: UInt64) {
    self.seed = seed
    let batches = (0..<64).map { MetricBatch(RandomPoints.make(seed: seed &+ $0, count: 1 + Int($0 % 4))) }
    protobufSeeds = batches.map { ProtobufTree.fields(of: OTLPProtobuf.encodeMetrics($0)[...]) ?? [] }
    jsonSeeds = batches.map { JSONMutator.tokens(of: OTLPJSON.encodeMetrics($0)) }
  }

  /// One body through the codec: even runs are protobuf, odd ones JSON.
  package func run(_ number: Int, into report: inout Report) throws(OTLPFuzzer.Failure) {
    var generator = SeededGenerator(seed: seed &* 0x2545_F491_4F6C_DD1D &+ UInt64(number))
    let isProtobuf = number % 2 == 0
    let body =
      isProtobuf
      ? ProtobufMutator.mutate(protobufSeeds, using: &generator) : JSONMutator.mutate(jsonSeeds, using: &generator)
    let clock = ContinuousClock()
    let start = clock.now
    let result = Result { () throws(OTLPDecodeError) in
      isProtobuf ? try OTLPProtobuf.decodeMetrics(body) : try OTLPJSON.decodeMetrics(body)
    }
    let time = clock.now - start
    func fail(_ what: String) -> OTLPFuzzer.Failure {
      OTLPFuzzer.Failure(seed: seed, run: number, what: what, body: body)
    }
    if time > OTLPFuzzer.Limits.slowest { throw fail("took \(time)") }
    switch result {
    case .failure(let error): report.errorCounts[error.reason, default: 0] += 1
    case .success(let decoded):
      report.decodedCount[isProtobuf, default: 0] += 1
      report.pointCount += decoded.batch.count
      report.rejectedPointCount += decoded.rejectedPointCount
      if let difference = Self.protobufDifference(decoded.batch) { throw fail("protobuf round trip: \(difference)") }
      if let difference = Self.jsonDifference(decoded.batch) { throw fail("JSON round trip: \(difference)") }
    }
  }

  private static func protobufDifference(_ batch: MetricBatch) -> String? {
    do throws(OTLPDecodeError) {
      let again = try OTLPProtobuf.decodeMetrics(OTLPProtobuf.encodeMetrics(batch))
      return again.rejectedPointCount == 0 ? batch.firstDifference(from: again.batch) : again.rejectionMessage
    } catch {
      return error.message
    }
  }

  private static func jsonDifference(_ batch: MetricBatch) -> String? {
    do throws(OTLPDecodeError) {
      let again = try OTLPJSON.decodeMetrics(OTLPJSON.encodeMetrics(batch))
      if again.rejectedPointCount > 0 { return again.rejectionMessage }
      return MetricBatch(batch.points.map(\.asJSONCarriesIt)).firstDifference(from: again.batch)
    } catch {
      return error.message
    }
  }
}
