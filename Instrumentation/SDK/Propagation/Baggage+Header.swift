extension Baggage {
  /// Reads a `baggage` header. Members that break the rules, or are too many, are left out; the others stay.
  init(header: String) {
    guard header.utf8.count <= Limits.baggageByteCount else { return }
    for part in header.split(separator: ",") {
      let fields = part.split(separator: ";", maxSplits: 1)
      guard let pair = fields.first, let equals = pair.firstIndex(of: "=") else { continue }
      let member = Member(
        key: pair[..<equals].trimmed, value: PercentCoding.decode(pair[pair.index(after: equals)...].trimmed),
        properties: fields.count > 1 ? fields[1].trimmed : "")
      guard Self.arePrintable(member.properties) else { continue }
      append(member)
    }
  }

  /// The header's text; whole members are dropped from the end when it would become too long.
  ///
  /// - Parameter first: A member that comes before all others.
  func header(first: (key: String, value: String)? = nil) -> String {
    var text = ""
    if let first {
      text += first.key
      text += "="
      PercentCoding.encode(first.value, into: &text)
    }
    for member in members where member.key != first?.key {
      var piece = text.isEmpty ? "" : ","
      piece += member.key
      piece += "="
      PercentCoding.encode(member.value, into: &piece)
      if !member.properties.isEmpty { piece += ";" + member.properties }
      if text.utf8.count + piece.utf8.count > Limits.baggageByteCount { break }
      text += piece
    }
    return text
  }

  /// Properties are sent on as they came, so they must not break a header.
  private static func arePrintable(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20...0x7E).contains($0) } }
}
