internal import HTTPTypes
internal import NIOCore
internal import OTLPFormat

/// How the body of a request is to be read, as its headers say.
struct BodyFormat: Sendable {
  let encoding: OTLPEncoding
  let isGzipped: Bool
  /// Whether the message stands in a frame of gRPC's, which says whether it is compressed at all.
  let isFramed: Bool

  /// OTLP/HTTP.
  ///
  /// - Parameter encoding: what the content type says; `nil` when that is unknown.
  init(_ headers: HTTPFields, _ encoding: OTLPEncoding?) throws(ReceiverFailure) {
    guard let encoding else { throw .unsupportedMediaType }
    self.encoding = encoding
    switch headers[.contentEncoding]?.lowercased() {
    case nil, "", "identity": isGzipped = false
    case "gzip", "x-gzip": isGzipped = true
    default: throw .unsupportedContentEncoding
    }
    isFramed = false
  }

  /// OTLP/gRPC.
  ///
  /// - Parameter messageEncoding: the header `grpc-encoding`.
  init(grpcEncoding messageEncoding: String?) throws(ReceiverFailure) {
    encoding = .protobuf
    switch messageEncoding {
    case nil, "identity": isGzipped = false
    case "gzip": isGzipped = true
    default: throw .unsupportedMessageEncoding
    }
    isFramed = true
  }

  /// The message of a body, and whether it is gzipped.
  func message(in body: ByteBuffer) throws(ReceiverFailure) -> (message: ByteBuffer, isGzipped: Bool) {
    guard isFramed else { return (body, isGzipped) }
    let frame: GRPCFrame
    do {
      frame = try GRPCFrame(of: body)
    } catch {
      throw .malformed(error.reason)
    }
    guard isGzipped || !frame.isCompressed else { throw .malformed("a compressed message needs grpc-encoding: gzip") }
    return (frame.message, frame.isCompressed)
  }
}
