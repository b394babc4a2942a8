import HTTPTypes
package import Hummingbird

/// Lets a responder see only what a `RequestGuard` lets through, and speaks CORS with allowed origins.
package struct GuardedResponder<Base: HTTPResponder>: HTTPResponder {
  private let base: Base
  private let rules: RequestGuard

  init(_ base: Base, _ rules: RequestGuard) {
    self.base = base
    self.rules = rules
  }

  package func respond(to request: Request, context: Base.Context) async throws -> Response {
    if let refusal = rules.refusal(of: request.head) {
      return Response(
        status: refusal.status, headers: [.contentType: "text/plain; charset=utf-8"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: refusal.message + "\n")))
    }
    guard let origin = request.headers[.origin], rules.isAllowed(origin: origin) else {
      return try await base.respond(to: request, context: context)
    }
    var response =
      request.method == .options && request.headers[.accessControlRequestMethod] != nil
      ? Self.preflight : try await base.respond(to: request, context: context)
    response.headers[.accessControlAllowOrigin] = origin
    response.headers[.vary] = response.headers[.vary].map { $0 + ", Origin" } ?? "Origin"
    return response
  }

  private static var preflight: Response {
    Response(
      status: .noContent,
      headers: [
        .accessControlAllowMethods: "GET, POST", .accessControlAllowHeaders: "Content-Type, Content-Encoding",
        .accessControlMaxAge: "600",
      ])
  }
}
