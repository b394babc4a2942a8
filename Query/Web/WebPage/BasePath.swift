import HTTPTypes
package import Hummingbird

/// The path of a proxy below which everything is served, such as `/skein`.
package struct BasePath: Sendable, Equatable {
  /// Empty, or beginning with a slash and not ending with one.
  package let path: String

  /// Everything is served at `/`.
  package static let none = BasePath(unchecked: "")

  /// Fails for a path that would have to be escaped in a document, or that is none: it begins with a slash, has names of
  /// letters, digits, `.`, `_`, `~` and `-` between its slashes, and is at most `WebPageLimits.basePathByteCount` long.
  package init?(_ text: String) {
    guard text.utf8.count <= WebPageLimits.basePathByteCount, text.hasPrefix("/") else { return nil }
    let path = text.hasSuffix("/") ? text.dropLast() : text[...]
    for name in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) where !path.isEmpty {
      guard !name.isEmpty, name != ".", name != "..", name.allSatisfy(Self.isPlain) else { return nil }
    }
    self.init(unchecked: String(path))
  }

  private init(unchecked path: String) { self.path = path }

  private static func isPlain(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "._~-".contains(character))
  }

  /// A request's path and query without the base path; `nil` where it does not begin with it.
  func remainder(of target: String) -> String? {
    guard target.utf8.starts(with: path.utf8) else { return nil }
    let rest = target.utf8.dropFirst(path.utf8.count)
    guard let next = rest.first else { return "" }
    return next == UInt8(ascii: "/") || next == UInt8(ascii: "?") ? String(rest) : nil
  }
}

/// Serves below a base path what a responder serves at `/`.
///
/// Requests without the base path are answered, too: some proxies remove it on the way, and probes ask the server itself.
package struct BasePathResponder<Base: HTTPResponder>: HTTPResponder {
  private let base: Base
  private let basePath: BasePath

  package init(_ base: Base, below basePath: BasePath) {
    self.base = base
    self.basePath = basePath
  }

  package func respond(to request: Request, context: Base.Context) async throws -> Response {
    guard !basePath.path.isEmpty, let rest = basePath.remainder(of: request.head.path ?? "") else {
      return try await base.respond(to: request, context: context)
    }
    guard rest.hasPrefix("/") else {
      return Response(status: .permanentRedirect, headers: [.location: basePath.path + "/" + rest])
    }
    var head = request.head
    head.path = rest
    return try await base.respond(to: Request(head: head, body: request.body), context: context)
  }
}
