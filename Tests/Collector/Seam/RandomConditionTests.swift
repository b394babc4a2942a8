import ConditionTesting
import Foundation
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// Random condition trees over random spans. `SKEIN_RANDOM_CONDITIONS` says how many of each (default 1,000).
struct RandomConditionTests {
  private static let conditionsPerSeed: UInt64 = 50
  private static let seeds: Range<UInt64> = {
    let count = ProcessInfo.processInfo.environment["SKEIN_RANDOM_CONDITIONS"].flatMap { UInt64($0) } ?? 1_000
    return 0..<max(1, count / conditionsPerSeed)
  }()

  @Test(arguments: seeds)
  func `a batch finds the rows that the definition finds`(seed: UInt64) {
    let spans = RandomSpans.make(seed: seed, count: 150)
    let batch = SpanBatch(spans)
    var conditions = RandomConditions(about: spans, seed: seed)
    for _ in 0..<Self.conditionsPerSeed {
      let condition = conditions.tree()
      let expected = spans.indices.filter { ReferenceEvaluation.matches(spans[$0], condition) }
      let compiled = CompiledCondition(condition, for: batch)
      #expect(compiled.rows(in: 0..<batch.count, of: batch) == expected, "seed \(seed), \(condition)")
      if compiled.isNever { #expect(expected.isEmpty, "seed \(seed), \(condition)") }
    }
  }

  @Test(arguments: seeds)
  func `requirements never leave out a span that fulfils the condition`(seed: UInt64) {
    let spans = RandomSpans.make(seed: seed, count: 150)
    var conditions = RandomConditions(about: spans, seed: seed)
    for _ in 0..<Self.conditionsPerSeed {
      let condition = conditions.tree()
      let hint = condition.requirements
      for span in spans where ReferenceEvaluation.matches(span, condition) {
        #expect(hint.allows(span), "seed \(seed), \(condition), \(hint)")
      }
    }
  }
}

extension ScanHint {
  /// Whether a segment that holds this span alone would be read.
  fileprivate func allows(_ span: Span) -> Bool {
    let operation = ServiceOperation(
      service: ReferenceEvaluation.serviceName(of: span), operation: span.name, kind: span.kind)
    return !isNever && timeRange.contains(span.startTime) && durationNanoseconds.contains(span.durationNanoseconds)
      && allows(operation) && (statusCodes?.contains(span.status.code) ?? true)
      && attributes.allSatisfy { choice in choice.alternatives.contains { $0.occurs(in: span) } }
      && (service.map { $0.utf8.elementsEqual(operation.service.utf8) } ?? true)
      && (self.operation.map { $0.utf8.elementsEqual(span.name.utf8) } ?? true)
  }
}

extension ScanHint.AttributeChoice.Alternative {
  fileprivate func occurs(in span: Span) -> Bool {
    if key == ScanHint.linkedTraceKey, span.links.contains(where: { .bytes($0.traceID.bytes) == value }) { return true }
    return ReferenceEvaluation.lists(of: span, levels).joined().contains { attribute in
      guard attribute.key.utf8.elementsEqual(key.utf8) else { return false }
      if case .array(let elements) = attribute.value { return elements.contains(value) }
      return attribute.value == value
    }
  }
}
