/// What is wrong with a query, and where.
struct SyntaxError: Error {
  let reason: String
  /// In bytes.
  let position: Int

  init(_ reason: String, at position: Int) {
    self.reason = reason
    self.position = position
  }

  /// In Prometheus' words: `1:5: parse error: ...`, line and column counted from 1.
  func explained(in query: String) -> PromQLError {
    let before = query.utf8.prefix(position)
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let column = before.reversed().prefix { $0 != UInt8(ascii: "\n") }.count + 1
    return PromQLError(.badData, "\(line):\(column): parse error: \(reason)")
  }
}
