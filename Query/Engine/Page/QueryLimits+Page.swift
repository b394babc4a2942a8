// What the page asks besides searches; none of these fails, each makes the answer smaller.
extension QueryLimits {
  /// How long completion looks for words, and in how many portions. Default 100 ms and 8: it has to keep up with typing.
  static let completionTimeout: Duration = .milliseconds(100)
  static let completionPortionCount = 8

  /// How many spans of a portion completion looks at. Default 20,000.
  static let completionRowCount = 20_000

  /// The longest word that completion offers, in bytes. Default 200: longer ones are not chosen from a list.
  static let completionByteCount = 200
}
