package import TelemetryModel

/// The place of a record among all others, whatever segments they lie in: by time, then by content.
///
/// Follows from the record alone, so it stays the same while further records arrive and segments are merged. Of equal
/// records in one segment each has a number of its own; a copy in another segment, which was sent again, has the
/// position of the first, and so is found only once.
package struct LogPosition: Hashable, Sendable, Comparable {
  package let time: Timestamp
  let contentHash: UInt64
  let number: UInt32

  init(time: Timestamp, contentHash: UInt64, number: UInt32) {
    self.time = time
    self.contentHash = contentHash
    self.number = number
  }

  package static func < (left: LogPosition, right: LogPosition) -> Bool {
    if left.time != right.time { return left.time < right.time }
    if left.contentHash != right.contentHash { return left.contentHash < right.contentHash }
    return left.number < right.number
  }
}

extension LogPosition: LosslessStringConvertible {
  /// 40 hexadecimal digits.
  package var description: String {
    Self.digits(time.nanoseconds, 16) + Self.digits(contentHash, 16) + Self.digits(UInt64(number), 8)
  }

  package init?(_ text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 40, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
      let time = UInt64(text.prefix(16), radix: 16), let hash = UInt64(text.dropFirst(16).prefix(16), radix: 16),
      let number = UInt32(text.suffix(8), radix: 16)
    else { return nil }
    self.init(time: Timestamp(nanoseconds: time), contentHash: hash, number: number)
  }

  private static func digits(_ number: UInt64, _ count: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: count - digits.count) + digits
  }
}
