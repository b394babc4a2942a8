/// The two ways in which OTLP/HTTP writes messages.
package enum OTLPEncoding: String, Sendable, CaseIterable {
  case protobuf
  case json

  /// The encoding that a `Content-Type` names; parameters are ignored. `nil` for any other type.
  package init?(contentType: String?) {
    let type = contentType?.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
    switch type {
    case "application/x-protobuf": self = .protobuf
    case "application/json": self = .json
    default: return nil
    }
  }

  package var contentType: String {
    switch self {
    case .protobuf: "application/x-protobuf"
    case .json: "application/json"
    }
  }
}
