internal import OTLPFormat

/// The two ways in which OTLP/HTTP writes messages.
package enum OTLPEncoding: Sendable {
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

  /// The `Export…ServiceResponse` of a signal; its partial success is unset when nothing was rejected.
  func response(to signal: OTLPSignal, rejectedCount: Int, message: String) -> [UInt8] {
    switch self {
    case .protobuf: OTLPProtobuf.encodeResponse(rejectedCount: Int64(rejectedCount), message: message)
    case .json: OTLPJSON.encodeResponse(to: signal, rejectedCount: Int64(rejectedCount), message: message)
    }
  }

  /// `google.rpc.Status`, the body of every error.
  package func status(_ code: StatusCode, message: String) -> [UInt8] {
    switch self {
    case .protobuf: OTLPProtobuf.encodeStatus(code: code.rawValue, message: message)
    case .json: OTLPJSON.encodeStatus(code: code.rawValue, message: message)
    }
  }
}

/// The codes of `google.rpc.Status` that are used here (google/rpc/code.proto).
package enum StatusCode: Int32, Sendable {
  case invalidArgument = 3
  case deadlineExceeded = 4
  case resourceExhausted = 8
  case unimplemented = 12
  case `internal` = 13
  case unavailable = 14
}
