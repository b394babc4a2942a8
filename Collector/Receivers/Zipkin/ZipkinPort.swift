internal import HTTPTypes
package import Hummingbird

/// What a port for Zipkin answers: what its senders send, and all else by `queries`.
package struct ZipkinPort<Queries: HTTPResponder>: HTTPResponder {
  package typealias Context = Queries.Context

  private let receiver: ZipkinReceiver
  private let queries: Queries

  package init(_ receiver: ZipkinReceiver, queries: Queries) {
    self.receiver = receiver
    self.queries = queries
  }

  package func respond(to request: Request, context: Context) async throws -> Response {
    if let answer = await receiver.answer(to: request) { return answer }
    return try await queries.respond(to: request, context: context)
  }
}
