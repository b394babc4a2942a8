package import TelemetryModel

/// Random spans that between them use every field and every kind of attribute, and seldom look like real ones.
///
/// Neighbours often share resource, scope, keys and texts, as real spans do.
package enum RandomSpans {
  package static func make(seed: UInt64, count: Int) -> [Span] {
    var generator = SeededGenerator(seed: seed)
    var resource = generator.resource()
    var scope = generator.scope()
    var spans: [Span] = []
    for _ in 0..<count {
      if generator.isOne(in: 5) { resource = generator.resource() }
      if generator.isOne(in: 4) { scope = generator.scope() }
      spans.append(generator.span(resource, scope))
    }
    return spans
  }

  /// One random value, with containers nested up to `depth` levels.
  package static func value(using generator: inout SeededGenerator, depth: Int) -> AttributeValue {
    generator.value(depth: depth)
  }
}

extension SeededGenerator {
  fileprivate mutating func span(_ resource: Resource, _ scope: InstrumentationScope) -> Span {
    let start = time()
    let end = isOne(in: 6) ? time() : start &+ next() % 10_000_000_000
    return Span(
      traceID: TraceID(high: isOne(in: 4) ? 0 : next(), low: next() | 1), spanID: SpanID(rawValue: next() | 1),
      parentSpanID: isOne(in: 3) ? .none : SpanID(rawValue: next()), traceState: isOne(in: 5) ? text() : "",
      flags: isOne(in: 3) ? UInt32(truncatingIfNeeded: next()) : 0, name: text(),
      kind: SpanKind(rawValue: enumNumber(upTo: 5)), startTime: Timestamp(nanoseconds: start),
      endTime: Timestamp(nanoseconds: end), attributes: attributes(), droppedAttributesCount: count(),
      events: list(upTo: 3) { $0.event() }, droppedEventsCount: count(), links: list(upTo: 2) { $0.link() },
      droppedLinksCount: count(),
      status: SpanStatus(SpanStatus.Code(rawValue: enumNumber(upTo: 2)), message: isOne(in: 4) ? text() : ""),
      resource: resource, scope: scope)
  }

  mutating func resource() -> Resource {
    var attributes = attributes()
    if !isOne(in: 4) { attributes.append(Attribute("service.name", isOne(in: 6) ? .int(1) : .string(text()))) }
    return Resource(
      attributes: attributes, droppedAttributesCount: count(), schemaURL: isOne(in: 3) ? text() : "",
      entityReferences: isOne(in: 4) ? list(upTo: 2) { $0.entityReference() } : [])
  }

  mutating func scope() -> InstrumentationScope {
    InstrumentationScope(
      name: text(), version: isOne(in: 2) ? text() : "", attributes: isOne(in: 4) ? attributes() : [],
      droppedAttributesCount: count(), schemaURL: isOne(in: 4) ? text() : "")
  }

  private mutating func entityReference() -> EntityReference {
    EntityReference(
      schemaURL: text(), type: text(), idKeys: list(upTo: 3) { $0.text() }, descriptionKeys: list(upTo: 2) { $0.text() }
    )
  }

  private mutating func event() -> SpanEvent {
    SpanEvent(
      time: Timestamp(nanoseconds: time()), name: text(), attributes: attributes(), droppedAttributesCount: count())
  }

  private mutating func link() -> SpanLink {
    SpanLink(
      traceID: TraceID(high: next(), low: next()), spanID: isOne(in: 5) ? .none : SpanID(rawValue: next()),
      traceState: isOne(in: 3) ? text() : "", attributes: attributes(), droppedAttributesCount: count(),
      flags: isOne(in: 2) ? UInt32(truncatingIfNeeded: next()) : 0)
  }

  mutating func attributes() -> [Attribute] { list(upTo: 6) { Attribute($0.key(), $0.value(depth: 3)) } }

  mutating func value(depth: Int) -> AttributeValue {
    switch next() % (depth > 0 ? 9 : 7) {
    case 0: .empty
    case 1, 2: .string(text())
    case 3: .bool(next() & 1 == 0)
    case 4: .int(pick([0, -1, 1, .min, .max, Int64(bitPattern: next())]))
    case 5:
      .double(pick([0, -0.0, 0.1, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, Double(bitPattern: next())]))
    case 6: .bytes(list(upTo: 5) { UInt8(truncatingIfNeeded: $0.next()) })
    case 7 where isOne(in: 20): nested(levels: ModelLimits.nestingDepth - 4)
    case 7: .array(list(upTo: 4) { $0.value(depth: depth - 1) })
    default: .keyValueList(list(upTo: 4) { Attribute($0.key(), $0.value(depth: depth - 1)) })
    }
  }

  private mutating func nested(levels: Int) -> AttributeValue {
    var value = AttributeValue.string("bottom")
    for _ in 0..<levels { value = isOne(in: 2) ? .array([value, .empty]) : .keyValueList([Attribute(key(), value)]) }
    return value
  }

  // MARK: Scalars

  private mutating func key() -> String {
    isOne(in: 8) ? text() : pick(["", "http.request.method", "http.route", "k", "service.name", "db.system.name"])
  }

  mutating func text() -> String {
    switch next() % 8 {
    case 0: ""
    case 1: "\u{0}\u{1B}[31m\"\\/\u{7F}\u{9B}\r\n\t\u{8}\u{C}"
    case 2: "e\u{301} \u{1F9F5} \u{1F468}\u{200D}\u{1F469} \u{2028}\u{FEFF}\u{202E}\u{10FFFF}"
    case 3: String(repeating: "x", count: number(0...300))
    case 4: String(next(), radix: 36)
    default: pick(["GET /", "POST /order", "shop", "cart", "null", "true", "0", "NaN", "日本"])
    }
  }

  mutating func time() -> UInt64 {
    isOne(in: 10) ? pick([0, 1, .max]) : 1_700_000_000_000_000_000 + next() % 1_000_000_000_000
  }

  mutating func enumNumber(upTo last: Int) -> Int32 {
    isOne(in: 12) ? Int32(truncatingIfNeeded: next()) : Int32(number(0...last))
  }

  mutating func count() -> UInt32 { isOne(in: 6) ? UInt32(truncatingIfNeeded: next()) : 0 }

  private mutating func list<Element>(
    upTo maximum: Int, _ element: (inout SeededGenerator) -> Element
  ) -> [Element] {
    (0..<number(0...maximum)).map { _ in element(&self) }
  }
}
