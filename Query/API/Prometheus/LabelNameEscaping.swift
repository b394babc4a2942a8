/// Names of labels in addresses, where Prometheus 3 writes `U__http_2e_status` for `http.status`.
enum LabelNameEscaping {
  /// The name that is meant, or `nil` for one that cannot be.
  static func decode(_ text: String) -> String? {
    if text.isEmpty { return nil }
    guard text.hasPrefix("U__") else {
      return text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F } ? text : nil
    }
    var name = ""
    var rest = text.utf8.dropFirst(3)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "_") else {
        guard byte < 0x80 else { return nil }
        name.unicodeScalars.append(Unicode.Scalar(byte))
        continue
      }
      let code = rest.prefix { $0 != UInt8(ascii: "_") }
      rest = rest[code.endIndex...]
      guard rest.popFirst() != nil else { return nil }
      if code.isEmpty {
        name += "_"
      } else {
        guard code.count <= 6, let value = UInt32(String(decoding: code, as: UTF8.self), radix: 16),
          let scalar = Unicode.Scalar(value)
        else { return nil }
        name.unicodeScalars.append(scalar)
      }
    }
    return name.isEmpty ? nil : name
  }
}
