import QueryEngine
import TelemetryModel
import TelemetryStorage

// What a filter asks of a span. Anything that cannot be answered exactly is refused, never answered differently.
extension JaegerFilter {
  /// The condition, and of how many leaves it consists.
  func condition() throws(RequestFailure) -> (condition: SpanCondition, leafCount: Int) {
    var leafCount = 0
    let condition = try condition(within: nil, &leafCount)
    return (condition, leafCount)
  }

  /// - Parameter bound: the level of which an enclosing `some` binds one element.
  private func condition(
    within bound: JaegerReference.Level?, _ leafCount: inout Int
  ) throws(RequestFailure) -> SpanCondition {
    switch operation {
    case "and", "or": return try combination(within: bound, &leafCount)
    case "not":
      guard arguments.count == 1 else { throw Self.failure("has a 'not' that has not one argument") }
      guard bound == nil else { throw Self.failure("has a 'not' within 'some', which is not supported") }
      return .not(try predicate(arguments[0], within: nil, &leafCount))
    case "some": return try existential(within: bound, &leafCount)
    default:
      leafCount += 1
      guard leafCount <= SpanFilterLimits.conditionCount else {
        throw Self.failure("has more than \(SpanFilterLimits.conditionCount) conditions")
      }
      return try JaegerPredicate(self, within: bound).condition()
    }
  }

  private func combination(
    within bound: JaegerReference.Level?, _ leafCount: inout Int
  ) throws(RequestFailure) -> SpanCondition {
    guard arguments.count >= 2 else { throw Self.failure("has an '\(operation)' of fewer than two arguments") }
    // Two conditions that one element of many has to fulfil together cannot be asked on columns.
    if bound != nil, operation == "and" {
      throw Self.failure("has an 'and' within 'some': conditions on the same event or link are not supported")
    }
    var conditions: [SpanCondition] = []
    for argument in arguments { conditions.append(try predicate(argument, within: bound, &leafCount)) }
    return operation == "and" ? .all(conditions) : .any(conditions)
  }

  private func existential(
    within bound: JaegerReference.Level?, _ leafCount: inout Int
  ) throws(RequestFailure) -> SpanCondition {
    guard bound == nil else { throw Self.failure("has a 'some' within 'some', which is not supported") }
    guard arguments.count == 2, case .nested(let name) = arguments[0],
      let level = JaegerReference.Level(rawValue: name), level == .event || level == .link
    else { throw Self.failure("has a 'some' whose arguments are not the events or links, and a predicate") }
    return try predicate(arguments[1], within: level, &leafCount)
  }

  private func predicate(
    _ argument: Argument, within bound: JaegerReference.Level?, _ leafCount: inout Int
  ) throws(RequestFailure) -> SpanCondition {
    guard case .call(let call) = argument else { throw Self.failure("has an argument that is no predicate") }
    return try call.condition(within: bound, &leafCount)
  }
}
