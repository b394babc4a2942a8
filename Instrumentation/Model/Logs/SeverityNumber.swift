/// How bad a log record is, 1 (trace) to 24 (fatal). An open set: other numbers are kept as they came.
///
/// Four numbers make up each of OTLP's six ranges; 0 means that the sender did not say.
package struct SeverityNumber: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
  package let rawValue: Int32

  @inlinable
  package init(rawValue: Int32) { self.rawValue = rawValue }

  package static let unspecified = SeverityNumber(rawValue: 0)
  package static let trace = SeverityNumber(rawValue: 1)
  package static let debug = SeverityNumber(rawValue: 5)
  package static let info = SeverityNumber(rawValue: 9)
  package static let warn = SeverityNumber(rawValue: 13)
  package static let error = SeverityNumber(rawValue: 17)
  package static let fatal = SeverityNumber(rawValue: 21)

  private static let words = ["trace", "debug", "info", "warn", "error", "fatal"]

  /// The lower-case word of the range, then its place in it unless that is the first: `error`, `error2`.
  ///
  /// Empty for unspecified, the number for one that OTLP does not define.
  package var word: String {
    if rawValue == 0 { return "" }
    guard (1...24).contains(rawValue) else { return String(rawValue) }
    let (range, place) = Int(rawValue - 1).quotientAndRemainder(dividingBy: 4)
    return place == 0 ? Self.words[range] : "\(Self.words[range])\(place + 1)"
  }

  /// The number that `word` gives back, or `nil`.
  package init?(word: some StringProtocol) {
    guard let number = (0...24).first(where: { SeverityNumber(rawValue: $0).word == word }) else { return nil }
    self.init(rawValue: number)
  }
}

extension SeverityNumber: Comparable {
  @inlinable
  package static func < (left: SeverityNumber, right: SeverityNumber) -> Bool { left.rawValue < right.rawValue }
}
