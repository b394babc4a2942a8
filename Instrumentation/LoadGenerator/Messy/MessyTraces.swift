import TelemetryModel

/// Makes the traces of a messy corpus: from one span to 20,000, over services of every manner.
struct MessyTraces: Sendable {
  struct Span: Sendable {
    let span: TelemetryModel.Span
    let service: Int
    let pod: Int
  }

  static let largestSpanCount = 20_000
  private static let errorShare = 0.02

  let services: [MessyService]
  private var random: SplitMix64
  private var traceCount = 0
  /// Spans of earlier traces that later ones link to.
  private var linkTargets: [SpanLink] = []

  init(seed: UInt64) {
    random = SplitMix64(state: seed)
    services = MessyService.all(using: &random)
  }

  /// The next trace, in the order in which its spans end; at most `spanLimit` spans.
  mutating func next(at moment: UInt64, spanLimit: Int) -> [Span] {
    let count = min(spanLimit, nextSpanCount())
    traceCount += 1
    let traceID = TraceID(high: random.isOne(in: 9) ? 0 : random.next(), low: random.next() | 1)
    let isWide = count > 1_000
    var visitor = MessyVisitor(using: &random)
    var spans: [Span] = []
    spans.reserveCapacity(count)
    for position in 0..<count {
      // The parents of a job's spans are few, those of a request's many.
      if isWide, random.isOne(in: 20) { visitor = MessyVisitor(using: &random) }
      let parent = position == 0 ? nil : spans[random.number(0...(isWide ? min(position, 30) : position) - 1)]
      spans.append(span(traceID, below: parent, at: moment, traceSpanCount: count, visitor))
    }
    if random.isOne(in: 4), let target = spans.first?.span {
      linkTargets.append(
        SpanLink(traceID: traceID, spanID: target.spanID, attributes: [Attribute("why", .string("batch"))]))
      if linkTargets.count > 64 { linkTargets.removeFirst() }
    }
    return spans.sorted { ($0.span.endTime, $0.span.spanID) < ($1.span.endTime, $1.span.spanID) }
  }

  /// Many traces of one span, fewer of hundreds, and a giant now and then.
  private mutating func nextSpanCount() -> Int {
    if traceCount % 20_000 == 2_000 { return Self.largestSpanCount }
    let unit = max(random.nextUnit(), 1e-4)
    return max(1, min(3_000, Int(1 / (unit * unit.squareRoot().squareRoot()))))
  }

  private mutating func span(
    _ traceID: TraceID, below parent: Span?, at moment: UInt64, traceSpanCount: Int, _ visitor: MessyVisitor
  ) -> Span {
    let stays = parent != nil && !random.isOne(in: 3)
    let index = stays ? parent?.service ?? 0 : random.skewedIndex(below: services.count)
    let service = services[index]
    let pod = stays ? parent?.pod ?? 0 : random.number(0...service.podCount - 1)
    let kind = kind(below: parent?.span, isEntry: !stays)
    var id = SpanID(rawValue: random.next() | 1)
    if service.manner == .zipkin, kind == .server, let parent, parent.span.kind == .client { id = parent.span.spanID }
    let failed = random.nextUnit() < Self.errorShare
    let (start, end) = times(below: parent?.span, service, at: moment)
    let status: SpanStatus =
      failed
      ? SpanStatus(.error, message: random.isOne(in: 3) ? MessyText.prose(120, using: &random) : "")
      : SpanStatus(service.marksSuccess ? .ok : .unset)
    let span = TelemetryModel.Span(
      traceID: traceID, spanID: id, parentSpanID: parentID(parent?.span),
      traceState: random.isOne(in: 40) ? "vendor=\(random.next(below: 1_000)),other=t61" : "",
      flags: service.flags, name: name(service, kind), kind: kind, startTime: start, endTime: end,
      attributes: MessyAttributes.make(for: service, kind: kind, failed: failed, visitor: visitor, using: &random),
      droppedAttributesCount: random.isOne(in: 200) ? UInt32(random.number(1...40)) : 0,
      events: MessyAttributes.events(at: end, failed: failed, using: &random),
      links: kind == .consumer || random.isOne(in: 60) ? linkTargets.suffix(random.number(0...3)) : [],
      status: status, resource: service.resource(pod: pod),
      scope: InstrumentationScope(
        name: "lib.\(service.manner)", version: traceSpanCount > 1_000 ? "" : "1.\(pod % 4).\(index % 7)"))
    return Span(span: span, service: index, pod: pod)
  }

  /// Some parents were never sent.
  private mutating func parentID(_ parent: TelemetryModel.Span?) -> SpanID {
    guard let parent else { return random.isOne(in: 10) ? SpanID(rawValue: random.next() | 1) : .none }
    return random.isOne(in: 150) ? SpanID(rawValue: random.next() | 1) : parent.spanID
  }

  private mutating func kind(below parent: TelemetryModel.Span?, isEntry: Bool) -> SpanKind {
    if isEntry { return parent?.kind == .producer ? .consumer : random.pick([.server, .server, .server, .consumer]) }
    return random.pick([.internal, .internal, .client, .client, .producer, .unspecified])
  }

  private mutating func name(_ service: MessyService, _ kind: SpanKind) -> String {
    switch service.manner {
    case .idsInNames:
      switch random.number(0...3) {
      case 0: return "GET /users/\(random.next(below: 5_000_000))/orders/\(random.next(below: 90_000))"
      case 1: return "job-\(MessyText.uuid(using: &random))"
      case 2: return "process \(MessyText.hex(12, using: &random))"
      default: break
      }
    case .jobs where random.isOne(in: 500): return ""
    default: break
    }
    // An operation has one kind.
    let (first, step) = (Int(kind.rawValue), 6)
    let count = (service.operations.count - first + step - 1) / step
    return service.operations[first + step * random.skewedIndex(below: count)]
  }

  private mutating func times(
    below parent: TelemetryModel.Span?, _ service: MessyService, at moment: UInt64
  ) -> (Timestamp, Timestamp) {
    if random.isOne(in: 20_000) { return (Timestamp(nanoseconds: 0), Timestamp(nanoseconds: 0)) }
    let start: UInt64
    if let parent, parent.startTime.nanoseconds > 0 {
      start = parent.startTime.nanoseconds + random.next(below: max(1, parent.durationNanoseconds))
    } else {
      start = moment
    }
    // Six decades, most of them short.
    let length = UInt64(1_000 * (1 + random.nextUnit() * 9)) << random.next(below: 15)
    let (first, last) = (service.clock(start), service.clock(start + length))
    return random.isOne(in: 5_000) ? (last, first) : (first, last)
  }
}
