import HTTPTypes
package import Hummingbird
import NIOCore

/// The web page: a document for each of its views, the same but for what it names beforehand, and the files of the page.
package enum WebPage {
  /// The first path element of every view. The page itself reads the rest of the path (`Assets/routes.js`).
  /// (`/metrics` is what Prometheus scrapes, so metrics are looked at under `/query`.)
  package static let views = [
    "search", "trace", "compare", "services", "service", "map", "logs", "query", "correlation", "dashboards",
    "view",
  ]

  /// What a document of ours may do: run our own files, and nothing else.
  package static let contentSecurityPolicy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
    "font-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
  ].joined(separator: "; ")

  /// Adds the page at `/`, its views, and its files under `/assets`.
  ///
  /// - Parameter basePath: what the document puts before the paths of its files; the scripts see from their own addresses
  ///   where they are. `BasePathResponder` takes it away from requests.
  package static func addRoutes<Context: RequestContext>(to router: Router<Context>, below basePath: BasePath = .none) {
    for view in [""] + views {
      let document = WebAsset.document(of: view, below: basePath)
      for path in view.isEmpty ? ["/"] : ["/\(view)", "/\(view)/**"] {
        router.get(RouterPath(path)) { request, _ in try response(to: request, with: document) }
      }
    }
    router.get("/favicon.ico") { request, _ in try response(to: request, with: WebAsset.all["icon.svg"]) }
    router.get("/assets/**") { request, context in
      try response(to: request, with: WebAsset.served[context.parameters.getCatchAll().joined(separator: "/")])
    }
  }

  private static func response(to request: Request, with asset: WebAsset?) throws -> Response {
    guard let asset else { throw HTTPError(.notFound) }
    let isGzipped = accepts(gzip: request.headers[.acceptEncoding])
    // Different bytes need a different strong tag.
    let tag = isGzipped ? "\"\(asset.tag)-gzip\"" : "\"\(asset.tag)\""
    var headers: HTTPFields = [
      .contentType: asset.mediaType, .eTag: tag, .cacheControl: "no-cache", .vary: "Accept-Encoding",
      .contentSecurityPolicy: contentSecurityPolicy,
    ]
    if matches(request.headers[values: .ifNoneMatch], tag) { return Response(status: .notModified, headers: headers) }
    if isGzipped { headers[.contentEncoding] = "gzip" }
    let bytes = isGzipped ? asset.gzipped : asset.bytes
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// Whether a coding of the list is gzip, and not one that `q=0` forbids.
  private static func accepts(gzip codings: String?) -> Bool {
    (codings ?? "").split(separator: ",").contains { coding in
      let parts = coding.split(separator: ";").map { part in part.filter { !$0.isWhitespace } }
      guard parts.first?.lowercased() == "gzip" else { return false }
      return !parts.contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
    }
  }

  private static func matches(_ lists: [String], _ tag: String) -> Bool {
    lists.contains { list in
      list.split(separator: ",").contains { candidate in
        let candidate = candidate.trimmingPrefix(while: \.isWhitespace)
        return candidate == "*" || candidate == tag || candidate == "W/" + tag
      }
    }
  }
}
