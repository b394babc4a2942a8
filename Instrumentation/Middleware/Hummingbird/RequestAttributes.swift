import HTTPTypes
import Hummingbird
import Skein
import Tracing

/// The attributes that a request gives to its span.
public struct RequestAttributes: Sendable {
  /// Keys under which queries commonly carry secrets.
  public static let secretQueryKeys: Set<String> = [
    "AWSAccessKeyId", "Signature", "X-Amz-Credential", "X-Amz-Security-Token", "X-Amz-Signature", "X-Goog-Signature",
    "access_token", "api_key", "apikey", "code", "key", "password", "secret", "sig", "token",
  ]

  /// A method as telemetry names it: a closed set, since callers can write anything there.
  struct Method {
    let name: String
    var isKnown: Bool { name != "_OTHER" }
    /// The span's name until the route is known.
    var spanName: String { isKnown ? name : "HTTP" }
  }

  private static let knownMethods: Set<String> = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY",
  ]

  let redactedQueryKeys: Set<String>

  func method(of request: Request) -> Method {
    Method(name: Self.knownMethods.contains(request.method.rawValue) ? request.method.rawValue : "_OTHER")
  }

  func set(of request: Request, on span: SkeinSpan) {
    guard span.isRecording else { return }
    let method = method(of: request)
    span.updateAttributes { attributes in
      attributes.set("http.request.method", value: .string(method.name))
      if !method.isKnown { attributes.set("http.request.method_original", value: .string(request.method.rawValue)) }
      attributes.set("url.scheme", value: .string(request.head.scheme ?? "http"))
      attributes.set("url.path", value: .string(request.uri.path))
      if let query = request.uri.query { attributes.set("url.query", value: .string(redacted(query))) }
      if let agent = request.headers[.userAgent] { attributes.set("user_agent.original", value: .string(agent)) }
      if let authority = request.head.authority { set(authority: authority, &attributes) }
    }
  }

  /// `host` or `host:port`; an IPv6 address stands in brackets.
  private func set(authority: String, _ attributes: inout SpanAttributes) {
    guard let colon = authority.lastIndex(of: ":"), let port = Int64(authority[authority.index(after: colon)...]),
      !authority[..<colon].contains(":") || authority[..<colon].hasSuffix("]")
    else { return attributes.set("server.address", value: .string(authority)) }
    attributes.set("server.address", value: .string(String(authority[..<colon])))
    attributes.set("server.port", value: .int64(port))
  }

  /// A query with the values of secret keys replaced.
  func redacted(_ query: String) -> String {
    query.split(separator: "&", omittingEmptySubsequences: false).map { pair -> Substring in
      guard let equals = pair.firstIndex(of: "="), redactedQueryKeys.contains(String(pair[..<equals])) else {
        return pair
      }
      return pair[..<equals] + "=REDACTED"
    }
    .joined(separator: "&")
  }
}
