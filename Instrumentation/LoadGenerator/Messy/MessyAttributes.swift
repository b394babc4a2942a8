import TelemetryModel

/// The attributes and events of spans, by the manner of their service.
enum MessyAttributes {
  static func make(
    for service: MessyService, kind: SpanKind, failed: Bool, visitor: MessyVisitor, using random: inout SplitMix64
  ) -> [Attribute] {
    var list: [Attribute]
    switch service.manner {
    case .current: list = current(kind, failed, visitor, &random)
    case .outdated: list = outdated(failed, &random)
    case .zipkin: list = zipkin(failed, &random)
    case .idsInNames: list = identifiers(visitor, &random)
    case .prompts: list = prompts(&random)
    case .structures: list = structures(&random)
    case .jobs: list = [Attribute("job.shard", .int(Int64(random.number(0...999))))]
    }
    if random.isOne(in: 12) { list += odd(&random) }
    if random.isOne(in: 30) { list.shuffle(&random) }
    return list
  }

  private static func current(
    _ kind: SpanKind, _ failed: Bool, _ visitor: MessyVisitor, _ random: inout SplitMix64
  ) -> [Attribute] {
    let resource = MessyText.word(random.skewedIndex(below: 3_000))
    if kind == .client && random.isOne(in: 2) {
      return [
        Attribute("db.system.name", .string(random.pick(["postgresql", "redis", "mongodb"]))),
        Attribute("db.namespace", .string("tenant_\(random.skewedIndex(below: 400))")),
        Attribute(
          "db.query.text",
          .string("SELECT * FROM \(resource) WHERE id IN (\(random.next(below: 1 << 40)), \(random.next(below: 99)))")),
        Attribute("server.address", .string("db-\(random.number(0...9)).internal")),
      ]
    }
    return [
      Attribute("http.request.method", .string(random.pick(["GET", "GET", "POST", "PUT", "_OTHER"]))),
      Attribute(
        "url.full", .string("https://example.com/\(resource)/\(random.next(below: 1 << 32))?q=\(resource)&p=%F0")),
      Attribute(
        "http.response.status_code", .int(failed ? random.pick([500, 502, 503]) : random.pick([200, 201, 404]))),
      Attribute("user_agent.original", .string(visitor.userAgent)),
      Attribute("client.address", .string(visitor.address)),
      Attribute("session.id", .string(visitor.session)),
      Attribute("http.request.header.x-forwarded-for", .array([.string(visitor.address)])),
    ] + (failed ? [Attribute("error.type", .string("upstream"))] : [])
  }

  private static func outdated(_ failed: Bool, _ random: inout SplitMix64) -> [Attribute] {
    [
      Attribute("http.method", .string("GET")), Attribute("http.status_code", .int(failed ? 500 : 200)),
      Attribute(
        "http.target", .string("/\(MessyText.word(random.skewedIndex(below: 9_000)))?t=\(random.next(below: 1 << 48))")),
      Attribute("net.peer.name", .string("host\(random.skewedIndex(below: 60)).example.org")),
      Attribute("net.peer.port", .int(Int64(random.number(1_024...65_535)))),
      Attribute("thread.name", .string("http-nio-8080-exec-\(random.number(1...200))")),
      Attribute("http.flavor", .string("1.1")), Attribute("elapsed", .double(random.nextUnit() * 1_000)),
    ]
  }

  private static func zipkin(_ failed: Bool, _ random: inout SplitMix64) -> [Attribute] {
    [
      Attribute("http.status_code", .string(failed ? "500" : "200")), Attribute("lc", .string("unknown")),
      Attribute("peer.service", .string(MessyText.word(random.skewedIndex(below: 50)))),
      Attribute("mvc.controller.method", .string("handle\(random.number(0...30))")),
      Attribute("sampler.param", .string("\(random.nextUnit())")), Attribute("error", .string(failed ? "true" : "")),
    ]
  }

  private static func identifiers(_ visitor: MessyVisitor, _ random: inout SplitMix64) -> [Attribute] {
    [
      Attribute(
        "order.id", .string("ORD-\(random.next(below: 10_000_000))-\(MessyText.hex(4, using: &random).uppercased())")),
      Attribute("customer", .string(visitor.customer)),
      Attribute("tracking", .string("1Z\(MessyText.hex(14, using: &random).uppercased())")),
      Attribute("etag", .bytes((0..<12).map { _ in UInt8(truncatingIfNeeded: random.next()) })),
    ]
  }

  private static func prompts(_ random: inout SplitMix64) -> [Attribute] {
    var list = [
      Attribute("gen_ai.request.model", .string(random.pick(["small-1", "large-4", "großes-modell"]))),
      Attribute("gen_ai.usage.input_tokens", .int(Int64(random.number(10...20_000)))),
      Attribute("gen_ai.request.temperature", .double(Double(random.number(0...10)) / 10)),
    ]
    if random.isOne(in: 4) {
      list.append(Attribute("gen_ai.prompt", .string(MessyText.prose(random.number(200...4_000), using: &random))))
      list.append(Attribute("gen_ai.completion", .string(MessyText.prose(random.number(50...1_500), using: &random))))
    }
    return list
  }

  private static func structures(_ random: inout SplitMix64) -> [Attribute] {
    var value = AttributeValue.string(MessyText.word(random.number(0...9_000)))
    for level in 0..<random.number(0...6) {
      value =
        level % 2 == 0
        ? .array([value, .int(Int64(level)), .empty, .bool(true)])
        : .keyValueList([Attribute("k\(level)", value), Attribute("", .double(.nan))])
    }
    return [
      Attribute("payload", value), Attribute("flags", .array([.bool(random.isOne(in: 2)), .empty])),
      Attribute("offset", .int(Int64(bitPattern: random.next()))), Attribute("ratio", .double(random.nextUnit())),
    ]
  }

  /// Keys that occur once, twice in one list, or in no plain alphabet; values of unexpected kinds.
  private static func odd(_ random: inout SplitMix64) -> [Attribute] {
    [
      Attribute("feature.\(MessyText.word(random.number(0...30_000))).enabled", .bool(true)),
      Attribute("ключ \u{0}\n\"", .string("\u{1B}[31m")), Attribute("", .empty),
      random.pick([Attribute("retry", .int(1)), Attribute("retry", .string("1")), Attribute("retry", .double(1))]),
      Attribute("retry", .int(2)),
    ]
  }

  static func events(at moment: Timestamp, failed: Bool, using random: inout SplitMix64) -> [SpanEvent] {
    var events: [SpanEvent] = []
    if failed {
      let attributes = [
        Attribute("exception.type", .string("java.lang.IllegalStateException")),
        Attribute("exception.message", .string(MessyText.prose(60, using: &random))),
        Attribute("exception.stacktrace", .string(MessyText.stackTrace(using: &random))),
      ]
      events.append(SpanEvent(time: moment, name: "exception", attributes: attributes))
    }
    if random.isOne(in: 25) {
      let message = Attribute("message", .string(MessyText.prose(80, using: &random)))
      events.append(SpanEvent(time: moment, name: random.pick(["log", "message", "缓存未命中"]), attributes: [message]))
    }
    return events
  }
}

extension Array {
  /// Fisher and Yates.
  fileprivate mutating func shuffle(_ random: inout SplitMix64) {
    for index in indices.dropFirst() { swapAt(index, random.number(0...index)) }
  }
}
