/// A place that breaks a rule of the house, and which.
struct Finding: Equatable, CustomStringConvertible {
  let path: String
  let line: Int
  let message: String

  init(_ path: String, line: Int = 1, _ message: String) {
    self.path = path
    self.line = line
    self.message = message
  }

  var description: String { "\(path):\(line): \(message)" }
}

extension [Finding] {
  /// One finding a line, for the message of a failed expectation.
  var report: String { map(\.description).joined(separator: "\n") }
}
