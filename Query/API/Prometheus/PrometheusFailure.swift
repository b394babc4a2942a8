import HTTPTypes
import Hummingbird
import OTLPFormat
import PromQL

/// Why a request to the Prometheus API has no answer, in its terms.
struct PrometheusFailure: Error {
  let status: HTTPResponse.Status
  /// The API's `errorType`.
  let type: String
  let message: String

  init(_ error: PromQLError) {
    (status, type) =
      switch error.code {
      case .badData: (.badRequest, "bad_data")
      case .execution, .tooManySamples: (.unprocessableContent, "execution")
      case .timeout: (.serviceUnavailable, "timeout")
      case .storage: (.internalServerError, "internal")
      }
    message = error.message
  }

  private init(_ status: HTTPResponse.Status, _ type: String, _ message: String) {
    self.status = status
    self.type = type
    self.message = message
  }

  /// Anything else that a handler may throw is a fault of ours, and its text is nobody's business.
  init(any error: any Error) {
    switch error {
    case let failure as PrometheusFailure: self = failure
    case let error as PromQLError: self.init(error)
    case let failure as RequestFailure: self.init(failure.status, "bad_data", failure.message)
    default: self.init(.internalServerError, "internal", "internal error")
    }
  }

  static func badData(_ message: String) -> PrometheusFailure { PrometheusFailure(.badRequest, "bad_data", message) }

  /// `invalid parameter "step": ...`, in Prometheus' words.
  static func invalid(_ parameter: String, _ reason: String) -> PrometheusFailure {
    badData("invalid parameter \"\(parameter)\": \(reason)")
  }

  var response: Response {
    var writer = JSONWriter()
    writer.beginObject()
    for (key, text) in [("status", "error"), ("errorType", type), ("error", message)] {
      writer.key(key)
      writer.string(text)
    }
    writer.endObject()
    return Response(status, json: writer.bytes)
  }
}
