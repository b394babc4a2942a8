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
  private let traceSeeds: Seeds
  private let logSeeds: Seeds
  private let metricSeeds: Seeds

  package init(seed: UInt64) {
    self.seed = seed
    traceSeeds = Seeds(SpanBatch.self, seed: seed)
    logSeeds = Seeds(LogBatch.self, seed: seed)
    metricSeeds = Seeds(MetricBatch.self, seed: seed)
  }

  /// One body through the codec: even runs are protobuf, odd ones JSON; two runs of traces, two of logs, two of metrics.
  package func run(_ number: Int, into report: inout Report) throws(Failure) {
    switch number / 2 % 3 {
    case 0: try run(SpanBatch.self, traceSeeds, number, into: &report)
    case 1: try run(LogBatch.self, logSeeds, number, into: &report)
    default: try run(MetricBatch.self, metricSeeds, number, into: &report)
    }
  }

  private func run<Signal: FuzzedSignal>(
    _ signal: Signal.Type, _ seeds: Seeds, _ number: Int, into report: inout Report
  ) throws(Failure) {
    var generator = SeededGenerator(seed: seed &* 0x2545_F491_4F6C_DD1D &+ UInt64(number))
    let isProtobuf = number % 2 == 0
    let body = seeds.mutated(isProtobuf: isProtobuf, using: &generator)
    let clock = ContinuousClock()
    let start = clock.now
    let result = Result { () throws(OTLPDecodeError) in try Signal.decode(body, isProtobuf: isProtobuf) }
    let time = clock.now - start
    report.count(result.map(\.rejection), isProtobuf: isProtobuf, time: time)
    func fail(_ what: String) -> Failure { Failure(seed: seed, run: number, what: what, body: body) }
    if time > Limits.slowest { throw fail("took \(time)") }
    guard case .success(let decoded) = result else { return }
    if let difference = Self.difference(decoded.batch, isProtobuf: true) {
      throw fail("protobuf round trip: \(difference)")
    }
    if let difference = Self.difference(decoded.batch, isProtobuf: false) {
      throw fail("JSON round trip: \(difference)")
    }
  }

  /// What encoding a batch and decoding it again changes, or `nil`.
  private static func difference<Signal: FuzzedSignal>(_ batch: Signal, isProtobuf: Bool) -> String? {
    do throws(OTLPDecodeError) {
      let again = try Signal.decode(batch.encoded(isProtobuf: isProtobuf), isProtobuf: isProtobuf)
      if again.rejection.count > 0 { return again.rejection.message }
      return (isProtobuf ? batch : batch.asJSONCarriesIt).firstDifference(from: again.batch)
    } catch {
      return error.message
    }
  }
}

/// Well-formed messages of one signal, to be mutated.
private struct Seeds {
  private let protobuf: [ProtobufMutator.Tree]
  private let json: [[[UInt8]]]

  init<Signal: FuzzedSignal>(_ signal: Signal.Type, seed: UInt64) {
    let batches = (0..<64).map { Signal.random(seed: seed &+ $0, count: 1 + Int($0 % 3)) }
    protobuf = batches.map { ProtobufTree.fields(of: $0.encoded(isProtobuf: true)[...]) ?? [] }
    json = batches.map { JSONMutator.tokens(of: $0.encoded(isProtobuf: false)) }
  }

  func mutated(isProtobuf: Bool, using generator: inout SeededGenerator) -> [UInt8] {
    isProtobuf
      ? ProtobufMutator.mutate(protobuf, using: &generator) : JSONMutator.mutate(json, using: &generator)
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

    mutating func count(_ result: Result<Rejection, OTLPDecodeError>, isProtobuf: Bool, time: Duration) {
      slowest = max(slowest, time)
      switch result {
      case .success(let rejection):
        decodedCount[isProtobuf, default: 0] += 1
        rejectedSpanCount += rejection.count
      case .failure(let error): errorCounts[error.reason, default: 0] += 1
      }
    }
  }
}
