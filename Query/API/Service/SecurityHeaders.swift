import HTTPTypes
import Hummingbird

/// Gives every answer, failures included, the headers that keep browsers from making more of it than it is.
struct SecurityHeaders<Context: RequestContext>: RouterMiddleware {
  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    var response: Response
    do {
      response = try await next(request, context)
    } catch let error as any HTTPResponseError {
      response = Response(
        status: error.status, headers: [.contentType: "text/plain; charset=utf-8"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: "\(error.status.code) \(error.status.reasonPhrase)\n")))
    }
    response.headers[.xContentTypeOptions] = "nosniff"
    // The web page brings a policy of its own.
    if response.headers[.contentSecurityPolicy] == nil {
      response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
    }
    if let referrerPolicy { response.headers[referrerPolicy] = "no-referrer" }
    return response
  }
}

private let referrerPolicy = HTTPField.Name("Referrer-Policy")
