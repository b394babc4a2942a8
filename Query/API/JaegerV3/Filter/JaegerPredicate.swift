import TelemetryStorage

/// A comparison, a membership, a pattern or an existence: what holds for one reference.
///
/// On a value that is not there it is false, `ne` and `not_in` included; only a `not` around it turns that.
struct JaegerPredicate {
  private let operation: Operation
  private let reference: JaegerReference
  /// What it is compared with; empty for `exists`.
  private let constants: [JaegerConstant]

  private enum Operation: String {
    case equal = "eq"
    case notEqual = "ne"
    case greater = "gt"
    case less = "lt"
    case greaterOrEqual = "gte"
    case lessOrEqual = "lte"
    case matches = "regex"
    case exists
    case isIn = "in"
    case isNotIn = "not_in"

    /// The same question with its operands the other way round.
    var mirrored: Operation {
      switch self {
      case .greater: .less
      case .less: .greater
      case .greaterOrEqual: .lessOrEqual
      case .lessOrEqual: .greaterOrEqual
      default: self
      }
    }

    var isNegated: Bool { self == .notEqual || self == .isNotIn }

    var isMirrorable: Bool {
      switch self {
      case .matches, .exists, .isIn, .isNotIn: false
      default: true
      }
    }

    var comparison: Comparison {
      switch self {
      case .greater: .greater
      case .less: .less
      case .greaterOrEqual: .greaterOrEqual
      case .lessOrEqual: .lessOrEqual
      case .equal, .notEqual, .matches, .exists, .isIn, .isNotIn: .equal
      }
    }
  }

  init(_ call: JaegerFilter, within bound: JaegerReference.Level?) throws(RequestFailure) {
    guard var operation = Operation(rawValue: call.operation) else {
      throw JaegerFilter.failure("has an unknown operator \"\(call.operation)\"")
    }
    var arguments = call.arguments
    guard arguments.count == (operation == .exists ? 1 : 2) else {
      throw JaegerFilter.failure("has an '\(call.operation)' of \(arguments.count) arguments")
    }
    if operation.isMirrorable, try JaegerReference(arguments[0], within: bound) == nil {
      arguments.swapAt(0, 1)
      operation = operation.mirrored
    }
    guard let reference = try JaegerReference(arguments[0], within: bound) else {
      throw JaegerFilter.failure("has an '\(call.operation)' without a field or attribute to ask")
    }
    if bound != nil, operation.isNegated {
      throw JaegerFilter.failure("has an '\(call.operation)' within 'some', which is not supported")
    }
    self.operation = operation
    self.reference = reference
    constants = operation == .exists ? [] : try Self.constants(arguments[1], operation, call.operation, reference)
  }

  private static func constants(
    _ argument: JaegerFilter.Argument, _ operation: Operation, _ word: String, _ reference: JaegerReference
  ) throws(RequestFailure) -> [JaegerConstant] {
    switch (argument, operation) {
    case (.list(let values, let type), .isIn), (.list(let values, let type), .isNotIn):
      guard !values.isEmpty, values.count <= QueryAPILimits.jaegerFilterListCount else {
        throw JaegerFilter.failure(
          "has a list that is empty or of more than \(QueryAPILimits.jaegerFilterListCount) values")
      }
      if case .attribute = reference, type.isEmpty {
        throw JaegerFilter.failure("compares an attribute with a list that declares no type")
      }
      var constants: [JaegerConstant] = []
      for value in values { constants.append(try JaegerConstant(value, type: type)) }
      return constants
    case (_, .isIn), (_, .isNotIn): throw JaegerFilter.failure("has an '\(word)' without a list")
    case (.scalar(let value, let type), _): return [try JaegerConstant(value, type: type)]
    case (.attribute, _), (.field, _):
      throw JaegerFilter.failure("compares two fields or attributes of a span, which is not supported")
    case (.list, _), (.nested, _), (.call, _): throw JaegerFilter.failure("has an '\(word)' without a constant")
    }
  }

  func condition() throws(RequestFailure) -> SpanCondition {
    var alternatives: [SpanCondition] = []
    for constant in constants {
      alternatives.append(
        operation == .matches
          ? try reference.matches(constant) : try reference.holds(operation.comparison, constant))
    }
    switch operation {
    case .exists: return reference.exists
    case .equal, .isIn, .matches: return .any(alternatives)
    case .notEqual, .isNotIn: return .all([reference.exists, .not(.any(alternatives))])
    case .greater, .less, .greaterOrEqual, .lessOrEqual: return .all([reference.exists] + alternatives)
    }
  }
}

/// A constant as it is written; its type is empty, `string`, `int`, `double` or `bool`.
enum JaegerConstant {
  /// Of whatever type the value opposite is.
  case any(String)
  case string(String)
  case int(Int64)
  case double(Double)
  case bool(Bool)

  init(_ text: String, type: String) throws(RequestFailure) {
    let constant: JaegerConstant? =
      switch type {
      case "": .any(text)
      case "string": .string(text)
      case "int": Int64(text).map(Self.int)
      case "double": Double(text).map(Self.double)
      case "bool": Self.flag(text).map(Self.bool)
      default: throw JaegerFilter.failure("has a constant of the unknown type \"\(type)\"")
      }
    guard let constant else { throw JaegerFilter.failure("has a constant \"\(text)\" that is no \(type)") }
    self = constant
  }

  /// As Go reads it.
  private static func flag(_ text: String) -> Bool? {
    switch text {
    case "1", "t", "T", "TRUE", "true", "True": true
    case "0", "f", "F", "FALSE", "false", "False": false
    default: nil
    }
  }

  /// The text, of a constant that may be one.
  var text: String? {
    switch self {
    case .any(let text), .string(let text): text
    case .int, .double, .bool: nil
    }
  }

  /// The text of a constant that declares no type.
  var untyped: String? { if case .any(let text) = self { text } else { nil } }
}
