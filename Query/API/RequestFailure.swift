import HTTPTypes
import QueryEngine
import TelemetryStorage

/// Why a request is not answered, in HTTP's terms; each dialect of the API has its own body for it.
struct RequestFailure: Error {
  let status: HTTPResponse.Status
  let message: String

  init(_ status: HTTPResponse.Status, _ message: String) {
    self.status = status
    self.message = message
  }

  init(_ error: QueryError) {
    status =
      switch error.code {
      case .invalidQuery, .resultTooLarge: .badRequest
      case .traceNotFound: .notFound
      case .deadlineExceeded: .gatewayTimeout
      case .cancelled: .serviceUnavailable
      case .storage: error.underlying?.code == .full ? .noRoom : .internalServerError
      }
    message = error.message
  }

  /// Anything else that a handler may throw is a fault of ours, and its text is nobody's business.
  init(any error: any Error) {
    switch error {
    case let failure as RequestFailure: self = failure
    case let error as QueryError: self.init(error)
    default: self.init(.internalServerError, "internal error")
    }
  }

  static func badRequest(_ message: String) -> RequestFailure { RequestFailure(.badRequest, message) }

  static func unparsable(_ parameter: String, _ value: String, _ reason: String) -> RequestFailure {
    badRequest("unable to parse param '\(parameter)': \"\(value)\" is \(reason)")
  }
}

extension HTTPResponse.Status {
  /// What is to be kept has no room (RFC 4918, section 11.5).
  fileprivate static let noRoom = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
}
