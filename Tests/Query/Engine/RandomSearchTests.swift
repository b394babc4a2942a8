import QueryEngine
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// Searches over random spans, compared with a scan that knows nothing of codes, shapes and portions.
struct RandomSearchTests {
  @Test(arguments: 0..<30 as Range<UInt64>)
  func `a search finds what a plain scan finds`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let spans = RandomSpans.make(seed: seed, count: 300).map { span in
      var span = span
      span.traceID = TraceID(high: 0, low: UInt64(generator.number(1...60)))
      return span
    }
    let source = InMemorySpanSource(spans, portionCount: generator.number(1...12))
    let engine = QueryEngine(source: source)
    for _ in 0..<40 {
      let query = query(about: generator.pick(spans), using: &generator)
      let expected = plainSearch(query, spans)
      #expect(try engine.traceIDs(of: query) == expected, "seed \(seed), \(query)")
    }
  }

  /// A random query, most of which fits `span`.
  private func query(about span: Span, using generator: inout SeededGenerator) -> TraceQuery {
    var query = TraceQuery(limit: TraceLimit(generator.number(1...20)) ?? .default)
    if generator.isOne(in: 3) { query.service = serviceName(span) }
    if generator.isOne(in: 3) { query.operation = span.name }
    if generator.isOne(in: 4) { query.kind = span.kind }
    if generator.isOne(in: 4) { query.durationNanoseconds = 0...span.durationNanoseconds }
    if generator.isOne(in: 4) {
      query.timeRange =
        TimeRange(start: generator.isOne(in: 2) ? span.startTime : TimeRange.all.start, end: span.startTime) ?? .all
    }
    let attributes =
      span.attributes + span.resource.attributes + span.scope.attributes + span.events.flatMap(\.attributes)
      + span.links.flatMap(\.attributes)
    for _ in 0..<generator.number(0...2) {
      let attribute = attributes.isEmpty ? Attribute("none", .empty) : generator.pick(attributes)
      let prefix = generator.isOne(in: 4) ? "resource." : ""
      query.tags.append(TraceQuery.Tag(prefix + attribute.key, AttributeText.text(attribute.value)))
    }
    if generator.isOne(in: 6) { query.tags.append(TraceQuery.Tag("error", generator.pick(["true", "false"]))) }
    if generator.isOne(in: 6) { query.tags.append(TraceQuery.Tag("scope.name", span.scope.name)) }
    return query
  }

  private func plainSearch(_ query: TraceQuery, _ spans: [Span]) -> [TraceID] {
    var newest: [TraceID: Timestamp] = [:]
    for span in spans where matches(span, query) {
      newest[span.traceID] = max(newest[span.traceID] ?? span.startTime, span.startTime)
    }
    return newest.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(query.limit.count).map(\.key)
  }

  private func matches(_ span: Span, _ query: TraceQuery) -> Bool {
    if let service = query.service, !same(serviceName(span), service) { return false }
    if let operation = query.operation, !same(span.name, operation) { return false }
    if let kind = query.kind, span.kind != kind { return false }
    if let range = query.durationNanoseconds, !range.contains(span.durationNanoseconds) { return false }
    return query.timeRange.contains(span.startTime) && query.tags.allSatisfy { matches(span, $0) }
  }

  private func matches(_ span: Span, _ tag: TraceQuery.Tag) -> Bool {
    switch tag.key {
    case "error" where tag.text == "true": return span.status.code == .error
    case "error" where tag.text == "false": return span.status.code != .error
    case "scope.name": return same(span.scope.name, tag.text)
    default: break
    }
    if tag.key.hasPrefix("resource.") {
      return contains(span.resource.attributes, String(tag.key.dropFirst(9)), tag.text)
    }
    let lists =
      [span.attributes, span.resource.attributes, span.scope.attributes] + span.events.map(\.attributes)
      + span.links.map(\.attributes)
    return lists.contains { contains($0, tag.key, tag.text) }
  }

  private func contains(_ list: [Attribute], _ key: String, _ text: String) -> Bool {
    list.contains { same($0.key, key) && same(AttributeText.text($0.value), text) }
  }

  private func serviceName(_ span: Span) -> String {
    for attribute in span.resource.attributes.reversed() where attribute.key == "service.name" {
      if case .string(let name) = attribute.value { return name.isEmpty ? Resource.unknownServiceName : name }
    }
    return Resource.unknownServiceName
  }

  private func same(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
}
