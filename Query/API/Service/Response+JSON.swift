import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
  init(_ status: HTTPResponse.Status = .ok, json: [UInt8]) {
    self.init(
      status: status, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
  }

  init(_ status: HTTPResponse.Status = .ok, text: String, contentType: String = "text/plain; charset=utf-8") {
    self.init(
      status: status, headers: [.contentType: contentType], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// A body that is written piece by piece while it is made.
  ///
  /// A failure once the first byte is on its way cannot change the status any more: it ends the connection before the
  /// final chunk, which HTTP clients report as an incomplete answer.
  init(
    contentType: String = "application/json",
    stream: @escaping @Sendable (inout any ResponseBodyWriter) async throws -> Void
  ) {
    self.init(
      status: .ok, headers: [.contentType: contentType],
      body: ResponseBody { writer in
        try await stream(&writer)
        try await writer.finish(nil)
      })
  }
}
