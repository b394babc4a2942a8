package import HTTPTypes
package import NIOCore
internal import NIOHTTPTypes

/// The parts of a request's body, as they arrive.
package struct HTTP2RequestParts: AsyncIteratorProtocol {
  private var iterator: NIOAsyncChannelInboundStream<HTTPRequestPart>.AsyncIterator

  init(_ iterator: NIOAsyncChannelInboundStream<HTTPRequestPart>.AsyncIterator) { self.iterator = iterator }

  /// The head of the request, which comes before its body.
  mutating func head() async throws -> HTTPRequest? {
    guard case .head(let head) = try await iterator.next() else { return nil }
    return head
  }

  /// `nil` once the body is complete.
  package mutating func next() async throws -> ByteBuffer? {
    guard case .body(let part) = try await iterator.next() else { return nil }
    return part
  }
}

/// The answer to a request over HTTP/2.
package struct HTTP2Answer: Sendable {
  package let head: HTTPResponse
  package let body: ByteBuffer?
  package let trailers: HTTPFields?

  package init(head: HTTPResponse, body: ByteBuffer? = nil, trailers: HTTPFields? = nil) {
    self.head = head
    self.body = body
    self.trailers = trailers
  }
}

/// Answers requests that come over HTTP/2.
package protocol HTTP2Responder: Sendable {
  func answer(to head: HTTPRequest, _ body: inout HTTP2RequestParts) async -> HTTP2Answer
}
