/// A server that Envoy stands before, or the address of Envoy in its place: `NAME=URL`.
package struct MeshUpstream: Sendable, Hashable, CustomStringConvertible {
  package let name: String
  let host: String
  let port: UInt16

  /// - Returns: `nil` unless the name is of lower-case letters, digits and hyphens, and the URL `http://HOST:PORT`.
  package init?(name: String, url: String) {
    let scheme = "http://"
    guard !name.isEmpty,
      name.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }),
      url.hasPrefix(scheme), let colon = url.lastIndex(of: ":"),
      let port = UInt16(url[url.index(after: colon)...]), port > 0
    else { return nil }
    let host = url[..<colon].dropFirst(scheme.count)
    // An address of version 6 stands in brackets.
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    self.host = String(isBracketed ? host.dropFirst().dropLast() : host)
    guard !self.host.isEmpty, self.host.utf8.allSatisfy(Self.isAllowed) else { return nil }
    self.name = name
    self.port = port
  }

  package init?(argument: String) {
    guard let equals = argument.firstIndex(of: "=") else { return nil }
    self.init(name: String(argument[..<equals]), url: String(argument[argument.index(after: equals)...]))
  }

  var url: String { host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)" }
  package var description: String { "\(name)=\(url)" }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A: true
    default: false
    }
  }
}
