package import NIOCore

/// The one message of a unary call: a byte that says whether it is compressed, its length in four bytes, big-endian, and
/// its bytes.
///
/// https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, "Length-Prefixed-Message"
package struct GRPCFrame: Sendable {
  package let isCompressed: Bool
  package let message: ByteBuffer

  private static let prefixByteCount = 5

  /// Why a body is not one message.
  package struct Failure: Error, Equatable {
    package let reason: String
  }

  /// Reads a whole body; it must hold exactly one message.
  package init(of body: ByteBuffer) throws(Failure) {
    var body = body
    guard let flag = body.readInteger(as: UInt8.self), let byteCount = body.readInteger(as: UInt32.self) else {
      throw Failure(reason: "the request holds no message")
    }
    guard flag <= 1 else { throw Failure(reason: "the first byte of a message must be 0 or 1") }
    guard byteCount == body.readableBytes else {
      throw Failure(reason: "the message is cut off, or more than one came in a call that takes one")
    }
    isCompressed = flag == 1
    message = body
  }

  /// A message that is not compressed, in its frame.
  package static func framing(_ message: [UInt8]) -> ByteBuffer {
    var buffer = ByteBuffer()
    buffer.reserveCapacity(prefixByteCount + message.count)
    buffer.writeInteger(UInt8(0))
    buffer.writeInteger(UInt32(message.count))
    buffer.writeBytes(message)
    return buffer
  }
}
