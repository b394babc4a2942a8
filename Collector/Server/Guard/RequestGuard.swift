package import HTTPTypes

/// Decides which requests a browser may have been tricked into, before anything else looks at them.
///
/// - DNS rebinding: a stranger's page makes its own name lead to this server and then counts as of the same origin. So
///   the name under which the server is asked must be one that no stranger controls, or one that the operator allows.
/// - Cross-site requests: a stranger's page posts here with the reader's network position. So what changes state is
///   taken from this server's own page and from allowed origins only. Programs send no `Origin` and are not hindered.
package struct RequestGuard: Sendable {
  /// Further names of this server; `*` allows every name.
  package let allowedHosts: Set<String>
  /// Origins of other pages that may post, such as `https://shop.example`.
  package let allowedOrigins: Set<String>

  package init(allowedHosts: [String] = [], allowedOrigins: [String] = []) {
    self.allowedHosts = Set(allowedHosts.map { $0.lowercased() })
    self.allowedOrigins = Set(allowedOrigins.map { $0.lowercased() })
  }

  /// Why a request is refused.
  package enum Refusal: Sendable {
    case host
    case origin

    package var status: HTTPResponse.Status { self == .host ? .misdirectedRequest : .forbidden }

    package var message: String {
      switch self {
      case .host: "this server does not answer to that host name; allow it with --allowed-hosts"
      case .origin: "requests of other origins change nothing here; allow an origin with --allowed-origins"
      }
    }
  }

  /// `nil` when the request may go on.
  package func refusal(of request: HTTPRequest) -> Refusal? {
    // Requests without a host come from programs of HTTP/1.0, never from browsers.
    if let authority = request.authority, !authority.isEmpty, !isKnown(authority) { return .host }
    if Self.safeMethods.contains(request.method) { return nil }
    if let origin = request.headerFields[.origin] {
      return isAllowed(origin: origin) || isOwn(origin: origin, authority: request.authority) ? nil : .origin
    }
    if let name = Self.fetchSite, let site = request.headerFields[name], site != "same-origin", site != "none" {
      return .origin
    }
    return nil
  }

  package func isAllowed(origin: String) -> Bool { allowedOrigins.contains(origin.lowercased()) }

  private func isKnown(_ authority: String) -> Bool {
    if allowedHosts.contains("*") { return true }
    guard let name = HostName(authority: authority) else { return false }
    return name.isOutOfReach || allowedHosts.contains(name.text)
  }

  /// Whether the origin is that of the page which this server gives under the name it is asked by.
  private func isOwn(origin: String, authority: String?) -> Bool {
    guard let authority else { return false }
    let origin = origin.lowercased()
    return origin == "http://\(authority.lowercased())" || origin == "https://\(authority.lowercased())"
  }

  private static let safeMethods: Set<HTTPRequest.Method> = [.get, .head, .options]
  private static let fetchSite = HTTPField.Name("Sec-Fetch-Site")
}
