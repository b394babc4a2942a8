import OTLPFormat
import TelemetryModel
import TestSupport

/// Sends mutated lists of Zipkin's spans through the decoder and checks what must hold for every sequence of bytes.
///
/// - Nothing traps, and no body takes longer than `OTLPFuzzer.Limits.slowest`.
/// - What decodes is a batch that OTLP carries unchanged.
/// - It can be written as Zipkin's JSON, which decodes to as many spans.
///
/// Run `n` of seed `s` is always the same body, so that a failure can be repeated alone.
package struct ZipkinFuzzer {
  private let seed: UInt64
  private let json: [[[UInt8]]]
  private let protobuf: [ProtobufMutator.Tree]

  /// - Parameter protobuf: well-formed messages to be mutated; nothing here writes any.
  package init(seed: UInt64, protobuf: [[UInt8]]) {
    self.seed = seed
    json = (0..<64 as Range<UInt64>).map { number in
      let spans = RandomSpans.make(seed: seed &+ number, count: 1 + Int(number % 3))
      return JSONMutator.tokens(of: ZipkinFormat.encode(SpanBatch(spans)))
    }
    self.protobuf = protobuf.map { ProtobufTree.fields(of: $0[...]) ?? [] }
  }

  /// One body through the decoder: even runs are protobuf, odd ones JSON.
  package func run(_ number: Int, into report: inout OTLPFuzzer.Report) throws(OTLPFuzzer.Failure) {
    var generator = SeededGenerator(seed: seed &* 0x2545_F491_4F6C_DD1D &+ UInt64(number))
    let isProtobuf = number % 2 == 0
    let body =
      isProtobuf
      ? ProtobufMutator.mutate(protobuf, using: &generator) : JSONMutator.mutate(json, using: &generator)
    let clock = ContinuousClock()
    let start = clock.now
    let result = Result { () throws(OTLPDecodeError) in try Self.decode(body, isProtobuf ? .protobuf : .json) }
    let time = clock.now - start
    report.count(
      result.map { Rejection(count: $0.rejectedSpanCount, message: $0.rejectionMessage) }, isProtobuf: isProtobuf,
      time: time)
    func fail(_ what: String) -> OTLPFuzzer.Failure {
      OTLPFuzzer.Failure(seed: seed, run: number, what: what, body: body)
    }
    if time > OTLPFuzzer.Limits.slowest { throw fail("took \(time)") }
    guard case .success(let decoded) = result else { return }
    if let difference = Self.difference(decoded.batch) { throw fail(difference) }
  }

  private static func decode(
    _ body: [UInt8], _ encoding: OTLPEncoding
  ) throws(OTLPDecodeError) -> OTLPDecodeResult {
    try ZipkinFormat.decode(body, encoding, receivedAt: Timestamp(nanoseconds: 1_700_000_000_000_000_000))
  }

  /// What writing a batch and reading it again changes, or `nil`.
  private static func difference(_ batch: SpanBatch) -> String? {
    do throws(OTLPDecodeError) {
      let carried = try OTLPProtobuf.decodeTraces(OTLPProtobuf.encodeTraces(batch)).batch
      if let difference = batch.firstDifference(from: carried) { return "OTLP round trip: \(difference)" }
      let again = try decode(ZipkinFormat.encode(batch), .json)
      if again.rejectedSpanCount > 0 { return "Zipkin round trip: \(again.rejectionMessage)" }
      return again.batch.count == batch.count ? nil : "Zipkin round trip: \(again.batch.count) of \(batch.count) spans"
    } catch {
      return error.message
    }
  }
}
