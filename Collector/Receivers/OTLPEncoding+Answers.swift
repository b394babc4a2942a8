package import OTLPFormat

extension OTLPEncoding {
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
