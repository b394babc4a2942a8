/// The host of a URL or of a `Host` header, without its port, in lower case.
package struct HostName: Hashable, Sendable {
  package let text: String

  /// Reads `name`, `name:port`, `192.0.2.1:port` or `[::1]:port`. `nil` when the text has another form.
  package init?(authority: some StringProtocol) {
    var host = Substring(authority)
    if host.hasPrefix("[") {
      guard let end = host.firstIndex(of: "]") else { return nil }
      let rest = host[host.index(after: end)...]
      guard rest.isEmpty || Self.isPort(rest) else { return nil }
      host = host[host.index(after: host.startIndex)..<end]
    } else if let colon = host.firstIndex(of: ":") {
      guard Self.isPort(host[colon...]) else { return nil }
      host = host[..<colon]
    }
    if host.hasSuffix(".") { host = host.dropLast() }
    guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"/@?#\\".utf8.contains($0) }) else {
      return nil
    }
    text = host.lowercased()
  }

  private static func isPort(_ text: Substring) -> Bool {
    text.first == ":" && text.dropFirst().allSatisfy { ("0"..."9").contains($0) }
  }

  /// Whether no stranger can make this name lead here: public names have a dot, and an address is no name.
  ///
  /// DNS rebinding needs a name that its attacker controls. A name without a dot, such as that of a container, is
  /// known to this network only; `localhost` and what is below it never leaves the machine.
  package var isOutOfReach: Bool {
    !text.contains(".") || text.hasSuffix(".localhost") || isAddress
  }

  private var isAddress: Bool {
    if text.contains(":") { return true }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }
}
