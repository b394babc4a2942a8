package import OTLPFormat
import TelemetryModel
import TestSupport

/// Sends mutated messages through the OTLP codec and checks what must hold for every sequence of bytes.
///
/// - Nothing traps, and no body takes longer than `Limits.slowest`.
/// - What decodes can be encoded as protobuf and decoded again to the same batch, byte for byte.
/// - The same through JSON, up to what JSON cannot carry: invalid UTF-8 and the bits of a NaN.
///
/// Run `n` of seed `s` is always the same body, so that a failure can be repeated alone.
package struct OTLPFuzzer {
  package enum Limits {
    /// A body of some kilobytes takes microseconds; this allows for a slow machine.
    package static let slowest = Duration.seconds(2)
  }

  private let seed: UInt64
  private let protobufSeeds: [ProtobufMutator.Tree]
  private let jsonSeeds: [[[UInt8]]]

  package init(seed: UInt64) {
    self.seed = seed
    let batches = (0..<64).map { SpanBatch(RandomSpans.make(seed: seed &+ $0, count: 1 + Int($0 % 3))) }
    protobufSeeds = batches.map { ProtobufTree.fields(of: OTLPProtobuf.encodeTraces($0)[...]) ?? [] }
    jsonSeeds = batches.map { JSONMutator.tokens(of: OTLPJSON.encodeTraces($0)) }
  }

  /// One body through the codec: even runs are protobuf, odd ones JSON.
  package func run(_ number: Int, into report: inout Report) throws(Failure) {
    var generator = SeededGenerator(seed: seed &* 0x2545_F491_4F6C_DD1D &+ UInt64(number))
    let isProtobuf = number % 2 == 0
    let body =
      isProtobuf
      ? ProtobufMutator.mutate(protobufSeeds, using: &generator) : JSONMutator.mutate(jsonSeeds, using: &generator)
    let clock = ContinuousClock()
    let start = clock.now
    let result = Result { () throws(OTLPDecodeError) in
      isProtobuf ? try OTLPProtobuf.decodeTraces(body) : try OTLPJSON.decodeTraces(body)
    }
    let time = clock.now - start
    report.count(result, isProtobuf: isProtobuf, time: time)
    func fail(_ what: String) -> Failure { Failure(seed: seed, run: number, what: what, body: body) }
    if time > Limits.slowest { throw fail("took \(time)") }
    guard case .success(let decoded) = result else { return }
    if let difference = Self.protobufDifference(decoded.batch) { throw fail("protobuf round trip: \(difference)") }
    if let difference = Self.jsonDifference(decoded.batch) { throw fail("JSON round trip: \(difference)") }
  }

  private static func protobufDifference(_ batch: SpanBatch) -> String? {
    do throws(OTLPDecodeError) {
      let again = try OTLPProtobuf.decodeTraces(OTLPProtobuf.encodeTraces(batch))
      return again.rejectedSpanCount == 0 ? batch.firstDifference(from: again.batch) : again.rejectionMessage
    } catch {
      return error.message
    }
  }

  private static func jsonDifference(_ batch: SpanBatch) -> String? {
    do throws(OTLPDecodeError) {
      let again = try OTLPJSON.decodeTraces(OTLPJSON.encodeTraces(batch))
      if again.rejectedSpanCount > 0 { return again.rejectionMessage }
      return SpanBatch(batch.spans.map(\.asJSONCarriesIt)).firstDifference(from: again.batch)
    } catch {
      return error.message
    }
  }
}

extension OTLPFuzzer {
  /// A body that broke a promise.
  package struct Failure: Error, CustomStringConvertible {
    package let seed: UInt64
    package let run: Int
    package let what: String
    package let body: [UInt8]

    package var description: String {
      let hex = body.map { Hex.text(UInt64($0)).suffix(2) }.joined()
      return "seed \(seed), run \(run): \(what)\nbody: \(hex)"
    }
  }

  /// What came of the bodies; shows that the mutations reach every part of the decoders.
  package struct Report {
    package private(set) var decodedCount = [true: 0, false: 0]
    package private(set) var rejectedSpanCount = 0
    package private(set) var errorCounts: [OTLPDecodeError.Reason: Int] = [:]
    package private(set) var slowest = Duration.zero

    package init() {}

    mutating func count(_ result: Result<OTLPDecodeResult, OTLPDecodeError>, isProtobuf: Bool, time: Duration) {
      slowest = max(slowest, time)
      switch result {
      case .success(let decoded):
        decodedCount[isProtobuf, default: 0] += 1
        rejectedSpanCount += decoded.rejectedSpanCount
      case .failure(let error): errorCounts[error.reason, default: 0] += 1
      }
    }
  }
}
