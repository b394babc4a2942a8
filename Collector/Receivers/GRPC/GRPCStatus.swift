internal import Foundation
package import HTTPTypes
internal import OTLPFormat

/// How a call ended, as its trailers tell it.
package struct GRPCStatus: Sendable {
  /// 0 is success; the others are those of `google.rpc.Code`.
  package let code: Int32
  package let message: String
  /// What the sender is told to wait before it tries again: with it, OTLP's exporters do.
  package let retryAfterSeconds: Int?

  package static let ok = GRPCStatus(code: 0, message: "")

  package init(code: Int32, message: String, retryAfterSeconds: Int? = nil) {
    self.code = code
    self.message = message
    self.retryAfterSeconds = retryAfterSeconds
  }

  package var trailers: HTTPFields {
    var fields = HTTPFields()
    fields.set("grpc-status", String(code))
    if !message.isEmpty { fields.set("grpc-message", Self.percentEncoded(message)) }
    if let retryAfterSeconds {
      let details = OTLPProtobuf.encodeStatus(code: code, message: message, retryAfterSeconds: retryAfterSeconds)
      fields.set("grpc-status-details-bin", Data(details).base64EncodedString())
    }
    return fields
  }

  /// Printable ASCII but for the percent sign, which stands before two digits for every other byte.
  package static func percentEncoded(_ text: String) -> String {
    text.utf8.reduce(into: "") { encoded, byte in
      if (0x20...0x7E).contains(byte), byte != UInt8(ascii: "%") {
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        encoded += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
  }
}

extension HTTPFields {
  /// Sets a field whose name is known to be one.
  mutating func set(_ name: String, _ value: String) {
    if let name = HTTPField.Name(name) { self[name] = value }
  }

  func value(_ name: String) -> String? { HTTPField.Name(name).flatMap { self[$0] } }
}
