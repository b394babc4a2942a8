internal import HTTPTypes

/// Why a request is not answered with 200, as it is told to the sender.
struct ReceiverFailure: Error {
  let status: HTTPResponse.Status
  let code: StatusCode
  let message: String
  /// Headers beyond those of every answer.
  var headers = HTTPFields()
  /// What the sender is told to wait before it tries again; `nil` when it need not try.
  var retryAfterSeconds: Int?

  static func notFound(path: String) -> ReceiverFailure {
    let message =
      switch path {
      case "/v1/logs", "/v1/metrics":
        "this collector does not store what goes here, and acknowledges nothing that it does not keep"
      default:
        "there is nothing here; OTLP goes to POST /v1/traces, /v1/logs and /v1/metrics, Zipkin's spans to /api/v2/spans"
      }
    return ReceiverFailure(status: .notFound, code: .unimplemented, message: message)
  }

  static let methodNotAllowed = ReceiverFailure(
    status: .methodNotAllowed, code: .unimplemented, message: "use POST", headers: [.allow: "POST"])

  static let unsupportedMediaType = ReceiverFailure(
    status: .unsupportedMediaType, code: .invalidArgument,
    message: "Content-Type must be application/x-protobuf or application/json",
    headers: [.accept: "application/x-protobuf, application/json"])

  static let unsupportedContentEncoding = ReceiverFailure(
    status: .unsupportedMediaType, code: .invalidArgument, message: "Content-Encoding must be gzip or identity",
    headers: [.acceptEncoding: "gzip, identity"])

  static let unsupportedMessageEncoding = ReceiverFailure(
    status: .unsupportedMediaType, code: .unimplemented, message: "grpc-encoding must be gzip or identity")

  /// The rest of such a body is not worth reading: the connection is closed.
  static func tooLarge(limit: Int) -> ReceiverFailure {
    ReceiverFailure(
      status: .contentTooLarge, code: .resourceExhausted,
      message: "the body is larger than \(limit) bytes, as sent or when inflated; send smaller batches",
      headers: [.connection: "close"])
  }

  static let tooSlow = ReceiverFailure(
    status: .requestTimeout, code: .deadlineExceeded, message: "the body arrives too slowly",
    headers: [.connection: "close"])

  static let incomplete = ReceiverFailure(
    status: .badRequest, code: .invalidArgument, message: "the connection ended before the body did",
    headers: [.connection: "close"])

  static let unexpected = ReceiverFailure(
    status: .internalServerError, code: .internal, message: "internal error")

  static func malformed(_ reason: String) -> ReceiverFailure {
    ReceiverFailure(status: .badRequest, code: .invalidArgument, message: reason)
  }

  static func unavailable(_ reason: String, retryAfterSeconds: Int) -> ReceiverFailure {
    ReceiverFailure(
      status: .serviceUnavailable, code: .unavailable, message: reason,
      headers: [.retryAfter: String(retryAfterSeconds)], retryAfterSeconds: retryAfterSeconds)
  }
}
