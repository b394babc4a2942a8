import ArgumentParser

/// The address of a query server: scheme, host, port and perhaps a path under which its routes lie.
package struct ServerURL: ExpressibleByArgument, Hashable, Sendable {
  /// Without a slash at the end.
  package let text: String

  package init?(argument: String) {
    var text = argument[...]
    while text.last == "/" { text.removeLast() }
    guard let scheme = ["http://", "https://"].first(where: { text.hasPrefix($0) }), text.count > scheme.count,
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !text.contains("?"), !text.contains("#")
    else { return nil }
    self.text = String(text)
  }
}
