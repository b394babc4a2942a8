import TelemetryStorage

/// Reads a filter: recursive descent, bounded by `SpanFilterLimits`.
///
///     filter    = group { "or" group }
///     group     = term { "and" term }
///     term      = "not" term | "(" filter ")" | "exists" "(" key ")" | key operator value
///     operator  = "=" | "!=" | "=~" | "!~" | "<" | "<=" | ">" | ">="
///
/// A value without quotes goes on, spaces included, up to `and` or `or` before a further condition, or to the
/// parenthesis that closes a group around it. So a condition alone needs no quotes, whatever its value.
struct SpanFilterParser {
  private var reader: FilterReader
  private var depth = 0
  /// Parentheses that are open around the current place.
  private var groupDepth = 0
  private(set) var conditionCount = 0

  init(_ text: String) throws(SpanFilterError) {
    guard text.utf8.count <= SpanFilterLimits.byteCount else {
      throw SpanFilterError("a filter of more than \(SpanFilterLimits.byteCount) bytes", position: 0)
    }
    reader = FilterReader(text)
  }

  mutating func parse() throws(SpanFilterError) -> SpanCondition {
    let condition = try alternatives()
    guard reader.isAtEnd else {
      throw reader.current == ")"
        ? reader.error("a closing parenthesis without its opening one")
        : reader.error("expected 'and', 'or' or the end; a value with quotes inside needs quotes around it")
    }
    return condition
  }

  private mutating func alternatives() throws(SpanFilterError) -> SpanCondition {
    var conditions = [try conjunction()]
    while reader.take(word: "or") { conditions.append(try conjunction()) }
    return conditions.count == 1 ? conditions[0] : .any(conditions)
  }

  private mutating func conjunction() throws(SpanFilterError) -> SpanCondition {
    var conditions = [try term()]
    while reader.take(word: "and") { conditions.append(try term()) }
    return conditions.count == 1 ? conditions[0] : .all(conditions)
  }

  private mutating func term() throws(SpanFilterError) -> SpanCondition {
    reader.skipSpaces()
    guard depth < SpanFilterLimits.depth else {
      throw reader.error("parentheses and 'not' nest deeper than \(SpanFilterLimits.depth)")
    }
    depth += 1
    defer { depth -= 1 }
    if reader.take("(") { return try group() }
    if reader.take(word: "not") { return .not(try term()) }
    conditionCount += 1
    guard conditionCount <= SpanFilterLimits.conditionCount else {
      throw reader.error("more than \(SpanFilterLimits.conditionCount) conditions")
    }
    return reader.take(word: "exists", before: "(") ? try existence() : try condition()
  }

  /// What follows an opening parenthesis.
  private mutating func group() throws(SpanFilterError) -> SpanCondition {
    let start = reader.position - 1
    groupDepth += 1
    defer { groupDepth -= 1 }
    let condition = try alternatives()
    reader.skipSpaces()
    guard reader.take(")") else {
      throw reader.isAtEnd
        ? SpanFilterError("this parenthesis is not closed", position: start)
        : reader.error("expected 'and', 'or' or a closing parenthesis")
    }
    return condition
  }

  /// What follows `exists`.
  private mutating func existence() throws(SpanFilterError) -> SpanCondition {
    reader.skipSpaces()
    _ = reader.take("(")
    let key = try reader.key { $0.current == ")" }
    guard reader.take(")") else { throw reader.error("expected a closing parenthesis after the key") }
    return FilterSubject(key).exists
  }

  private mutating func condition() throws(SpanFilterError) -> SpanCondition {
    let start = reader.position
    let isGrouped = groupDepth > 0
    let key = try reader.key { $0.filterOperator != nil || isGrouped && $0.current == ")" }
    guard let comparison = reader.filterOperator else {
      throw SpanFilterError(
        "expected a condition such as key=value, with =, !=, =~, !~, <, <=, > or >=", position: start)
    }
    reader.advance(by: comparison.rawValue.unicodeScalars.count)
    let value = try reader.value(isGrouped: isGrouped, isPattern: comparison.takesPattern)
    return try FilterSubject(key).condition(comparison, value)
  }
}
