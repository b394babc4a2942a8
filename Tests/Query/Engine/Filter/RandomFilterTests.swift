import QueryEngine
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// Filters made at random together with what they mean, asked of spans one by one and of the engine.
struct RandomFilterTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `a search finds the traces of the spans for which the filter is true`(seed: UInt64) throws {
    var maker = FilterMaker(generator: SeededGenerator(seed: seed))
    let spans = (0..<200).map { maker.span(UInt64($0) + 1) }
    let engine = QueryEngine(source: InMemorySpanSource(spans, portionCount: maker.generator.number(1...6)))
    for _ in 0..<40 {
      let (text, holds) = maker.filter(depth: 3)
      let found = try engine.traceIDs(
        of: TraceQuery(filters: [try SpanFilter(text)], limit: TraceLimit(1_000) ?? .default))
      #expect(Set(found) == Set(spans.filter(holds).map(\.traceID)), "seed \(seed), \(text)")
    }
  }

  @Test func `random texts are read or refused, and never more than that`() {
    var generator = SeededGenerator(seed: 7)
    let pieces = [
      "a", "=", "(", ")", "\"", " and ", " or ", "not ", "exists(", "\\", "~", "!", ">", "5", " ", "é", "duration",
      "1s",
    ]
    for _ in 0..<1_000 {
      let text = (0..<generator.number(0...20)).map { _ in generator.pick(pieces) }.joined()
      do throws(SpanFilterError) {
        _ = try SpanFilter(text)
      } catch {
        #expect(error.position <= text.unicodeScalars.count, "\(text)")
      }
    }
  }
}

private struct FilterMaker {
  var generator: SeededGenerator

  typealias Meaning = (Span) -> Bool

  private static let services = ["shop", "cart", "a b"]
  private static let routes = ["/", "/health/live", "/cart (and) more", "say \"or\" \\"]

  mutating func span(_ id: UInt64) -> Span {
    var attributes: [Attribute] = []
    if !generator.isOne(in: 4) { attributes.append(Attribute("code", .int(Int64(generator.number(198...202))))) }
    if !generator.isOne(in: 3) { attributes.append(Attribute("route", .string(generator.pick(Self.routes)))) }
    return .test(
      trace: UInt64(generator.number(1...40)), id, start: UInt64(generator.number(0...1_000)),
      duration: UInt64(generator.number(0...5)), kind: generator.pick([.server, .client]),
      service: generator.pick(Self.services), attributes: attributes,
      resource: generator.isOne(in: 2) ? [Attribute("code", .int(200))] : [])
  }

  mutating func filter(depth: Int) -> (text: String, holds: Meaning) {
    guard depth > 0, !generator.isOne(in: 4) else { return condition() }
    if generator.isOne(in: 3) {
      let (text, holds) = filter(depth: depth - 1)
      return generator.isOne(in: 2)
        ? ("not (\(text))", { !holds($0) }) : ("not not(\(text))", { holds($0) })
    }
    let parts = (0..<generator.number(2...3)).map { _ in filter(depth: depth - 1) }
    let texts = parts.map { "(\($0.text))" }
    if generator.isOne(in: 2) {
      return (
        texts.joined(separator: generator.pick([" and ", "and", "\nAND\t"])),
        { span in parts.allSatisfy { $0.holds(span) } }
      )
    }
    return (
      texts.joined(separator: generator.pick([" or ", "or", " Or "])), { span in parts.contains { $0.holds(span) } }
    )
  }

  /// Without parentheses around it: values without quotes end where the next word begins.
  private mutating func condition() -> (text: String, holds: Meaning) {
    switch generator.number(0...5) {
    case 0:
      let service = generator.pick(Self.services)
      let isNot = generator.isOne(in: 2)
      return ("service\(isNot ? "!=" : "=")\(written(service))", { (Self.service(of: $0) == service) != isNot })
    case 1:
      let route = generator.pick(Self.routes)
      let isNot = generator.isOne(in: 2)
      return ("route \(isNot ? "!=" : "=") \(quoted(route))", { (Self.routes(of: $0).contains(route)) != isNot })
    case 2:
      let bound = Int64(generator.number(197...203))
      return ("code>=\(bound)", { Self.codes(of: $0, alsoResource: true).contains { $0 >= bound } })
    case 3:
      let bound = Int64(generator.number(197...203))
      return ("span:code<\(bound)", { Self.codes(of: $0, alsoResource: false).contains { $0 < bound } })
    case 4:
      let bound = UInt64(generator.number(0...5))
      return ("duration<=\(bound)ns", { $0.durationNanoseconds <= bound })
    default:
      let isNot = generator.isOne(in: 2)
      return (
        "route\(isNot ? "!~" : "=~")/(health|x).*",
        { span in
          Self.routes(of: span).contains { $0.hasPrefix("/health") } != isNot
        }
      )
    }
  }

  private mutating func written(_ text: String) -> String { generator.isOne(in: 2) ? quoted(text) : text }

  private func quoted(_ text: String) -> String {
    "\"" + text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] } + "\""
  }

  private static func service(of span: Span) -> String {
    if case .string(let name) = span.resource.attributes.first?.value { name } else { "" }
  }

  private static func routes(of span: Span) -> [String] {
    span.attributes.compactMap { if $0.key == "route", case .string(let text) = $0.value { text } else { nil } }
  }

  private static func codes(of span: Span, alsoResource: Bool) -> [Int64] {
    (span.attributes + (alsoResource ? span.resource.attributes : [])).compactMap {
      if $0.key == "code", case .int(let code) = $0.value { code } else { nil }
    }
  }
}
