import Skein
import Tracing

/// What a request goes to, as telemetry names it: the parts of its URL, without the secrets that URLs carry.
struct RequestTarget: Sendable {
  let scheme: String
  let host: String
  /// The port that is spoken to, given or implied.
  let port: Int?
  /// The URL without user and password, and without the values of its query.
  let cleanURL: String
  let template: String?
  let peerService: String?

  /// A text that is no URL is a target without a name; the client will refuse it.
  init(_ url: String, template: String?, peerService: String?) {
    self.template = template
    self.peerService = peerService
    let schemeEnd = url.firstRange(of: "://")
    scheme = schemeEnd.map { url[..<$0.lowerBound].lowercased() } ?? ""
    let rest = schemeEnd.map { url[$0.upperBound...] } ?? url[...]
    let authorityEnd = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    let authority = rest[..<authorityEnd]
    let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    let colon = place.lastIndex(of: ":").flatMap { Int(place[place.index(after: $0)...]) == nil ? nil : $0 }
    host = String(colon.map { place[..<$0] } ?? place)
    port = colon.flatMap { Int(place[place.index(after: $0)...]) } ?? ["http": 80, "https": 443][scheme]
    cleanURL = "\(scheme)://\(place)\(Self.withoutValues(rest[authorityEnd...]))"
  }

  /// A query says by its keys what was asked; its values are the business of those who ask.
  private static func withoutValues(_ path: Substring) -> String {
    let path = path.prefix { $0 != "#" }
    guard let mark = path.firstIndex(of: "?") else { return String(path) }
    let keys = path[path.index(after: mark)...].split(separator: "&").map { pair in
      pair.firstIndex(of: "=").map { pair[...$0] + "REDACTED" } ?? pair
    }
    return String(path[...mark]) + keys.joined(separator: "&")
  }

  func spanName(_ method: String) -> String { (template ?? peerService).map { "\(method) \($0)" } ?? method }

  func set(on span: SkeinSpan, method: String, resendCount: Int) {
    guard span.isRecording else { return }
    span.updateAttributes { attributes in
      attributes.set("http.request.method", value: .string(method))
      attributes.set("server.address", value: .string(host))
      if let port { attributes.set("server.port", value: .int64(Int64(port))) }
      attributes.set("url.full", value: .string(cleanURL))
      if let template { attributes.set("url.template", value: .string(template)) }
      if let peerService { attributes.set("peer.service", value: .string(peerService)) }
      if resendCount > 0 { attributes.set("http.request.resend_count", value: .int64(Int64(resendCount))) }
    }
  }
}
