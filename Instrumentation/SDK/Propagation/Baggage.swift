/// Values that travel with a request from service to service (W3C Baggage).
///
/// What comes in is not to be trusted, and what goes out is readable by whoever is called.
public struct Baggage: Sendable, Hashable {
  struct Member: Sendable, Hashable {
    var key: String
    var value: String
    /// Properties as they stood in the header, without the leading semicolon; empty when there are none.
    var properties = ""
  }

  private(set) var members: [Member] = []

  public init() {}

  public var isEmpty: Bool { members.isEmpty }
  public var count: Int { members.count }

  /// The value under a key, which is a token of HTTP (RFC 9110); setting another key does nothing.
  ///
  /// Setting the 65th member does nothing, either: receivers need not pass on more than 64.
  public subscript(key: String) -> String? {
    get { members.first { $0.key == key }?.value }
    set {
      let index = members.firstIndex { $0.key == key }
      switch (index, newValue) {
      case (let index?, let value?): members[index] = Member(key: key, value: value)
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): append(Member(key: key, value: value))
      case (nil, nil): break
      }
    }
  }

  mutating func append(_ member: Member) {
    guard members.count < Limits.baggageMemberCount, Self.isToken(member.key) else { return }
    members.append(member)
  }

  /// A token: what HTTP allows as the name of a field.
  static func isToken(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
          UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
          UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
          true
        default: false
        }
      }
  }
}
