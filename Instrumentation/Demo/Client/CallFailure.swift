import Hummingbird

/// Why a call to another service gave no answer to work with.
struct CallFailure: Error, HTTPResponseError, CustomStringConvertible {
  enum Reason: Sendable {
    /// The service answered with an error.
    case status(Int)
    case timeout
    case unreachable
    /// The circuit breaker is open.
    case notTried
    case unreadableAnswer
  }

  let service: ServiceName
  let reason: Reason

  /// The type of error, as spans name it.
  var typeName: String {
    switch reason {
    case .status(let status): String(status)
    case .timeout: "timeout"
    case .unreachable: "connection_error"
    case .notTried: "circuit_open"
    case .unreadableAnswer: "unreadable_answer"
    }
  }

  /// Whether a further attempt may help.
  var isTransient: Bool {
    switch reason {
    case .status(let status): status >= 500
    case .timeout, .unreachable: true
    case .notTried, .unreadableAnswer: false
    }
  }

  /// What a service answers that cannot do without the call.
  var status: HTTPResponse.Status {
    switch reason {
    case .status(let status) where status < 500: HTTPResponse.Status(code: status)
    case .status, .unreachable, .unreadableAnswer: .badGateway
    case .timeout: .gatewayTimeout
    case .notTried: .serviceUnavailable
    }
  }

  var description: String { "\(service.rawValue): \(typeName)" }

  func response(from request: Request, context: some RequestContext) throws -> Response {
    try HTTPError(status, message: description).response(from: request, context: context)
  }
}
