/// A value that a statement is given or gives back.
enum SQLValue: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  case null
  case int(Int64)
  case text(String)

  init(stringLiteral value: String) { self = .text(value) }
  init(integerLiteral value: Int64) { self = .int(value) }
}

/// One row of an answer.
struct Row: Sendable {
  let values: [String: SQLValue]

  /// The text of a column, empty if it holds none.
  func text(_ column: String) -> String {
    if case .text(let text)? = values[column] { return text }
    return ""
  }

  /// The number of a column, 0 if it holds none.
  func int(_ column: String) -> Int {
    if case .int(let number)? = values[column] { return Int(number) }
    return 0
  }
}

/// SQLite refused a statement.
struct DatabaseFailure: Error, CustomStringConvertible {
  let code: Int32
  let message: String

  var description: String { "SQLite \(code): \(message)" }
}
