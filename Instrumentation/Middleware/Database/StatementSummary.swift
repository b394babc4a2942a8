/// What a statement of SQL does to which table, and its text without literals.
///
/// Reads tokens, not grammar: enough to name spans, for any dialect. One pass, bounded by the statement's length.
struct StatementSummary: Sendable, Hashable {
  /// The first word, such as `SELECT`.
  let operation: String?
  /// The first table that is named.
  let collection: String?
  /// The statement with `?` instead of literals and one space instead of many; at most `statementByteCount` bytes.
  let statement: String

  /// Low in cardinality: `SELECT orders`.
  var text: String { [operation, collection].compactMap { $0 }.joined(separator: " ") }

  /// Longer statements are cut: a statement is made by a program, and the program knows the rest.
  static let statementByteCount = 4096

  init(_ text: String) {
    var scanner = SQLScanner(Array(text.utf8.prefix(Self.statementByteCount)))
    var operation: String?
    var collection: String?
    var isTableNext = false
    var statement: [UInt8] = []
    while let token = scanner.next() {
      if token.followsSpace, !statement.isEmpty { statement.append(UInt8(ascii: " ")) }
      switch token.kind {
      case .literal: statement.append(UInt8(ascii: "?"))
      case .symbol:
        statement.append(contentsOf: token.bytes)
        if token.bytes == [UInt8(ascii: "(")] { isTableNext = false }
      case .word, .quotedName:
        statement.append(contentsOf: token.bytes)
        let word = String(decoding: token.bytes, as: UTF8.self)
        let upper = token.kind == .word ? word.uppercased() : ""
        if operation == nil, !upper.isEmpty {
          operation = upper
          isTableNext = upper == "UPDATE"
        } else if ["FROM", "INTO", "UPDATE", "TABLE", "JOIN"].contains(upper) {
          isTableNext = true
        } else if isTableNext, !["IF", "NOT", "EXISTS", "ONLY", "OR", "IGNORE", "REPLACE"].contains(upper) {
          isTableNext = false
          if collection == nil { collection = word.filter { !"\"`[]".contains($0) } }
        }
      }
    }
    self.operation = operation
    self.collection = collection
    self.statement = String(decoding: statement, as: UTF8.self)
  }
}
