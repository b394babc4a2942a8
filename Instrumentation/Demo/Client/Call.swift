import NIOCore
import NIOHTTP1

/// One call to another service.
struct Call: Sendable {
  /// Whom the gateway has found the caller to be; services behind it trust this.
  static let customerHeader = "x-customer"

  let service: ServiceName
  let method: HTTPMethod
  let path: String
  var body: ByteBuffer?
  var customer: String?
  /// Whether a further attempt does no harm, should an earlier one have been served after all.
  var isRepeatable: Bool

  init(
    _ service: ServiceName, _ method: HTTPMethod, _ path: String, body: ByteBuffer? = nil, customer: String? = nil,
    isRepeatable: Bool? = nil
  ) {
    self.service = service
    self.method = method
    self.path = path
    self.body = body
    self.customer = customer
    self.isRepeatable = isRepeatable ?? (method == .GET)
  }
}

/// What a service answered.
struct Answer: Sendable {
  let status: Int
  let contentType: String?
  let body: ByteBuffer
}

extension String {
  /// The text as one element of a path or one value of a query.
  var percentEncoded: String {
    utf8.map { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: String(UnicodeScalar(byte))
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    .joined()
  }
}
