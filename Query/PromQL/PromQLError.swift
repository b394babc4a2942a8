/// Why a PromQL query has no answer.
package struct PromQLError: Error, Sendable, CustomStringConvertible {
  /// The kinds that Prometheus' HTTP API tells apart by `errorType`.
  package enum Code: Sendable {
    /// The query or its parameters are wrong, or beyond a limit: `bad_data`.
    case badData
    /// The query is well-formed, but these samples have no answer to it: `execution`.
    case execution
    /// `PromQLLimits.sampleCount` was reached: `execution`, too.
    case tooManySamples
    /// `PromQLLimits.timeout` passed: `timeout`.
    case timeout
    /// The store failed: `internal`.
    case storage
  }

  package let code: Code
  /// What happened, in Prometheus' words where it has some.
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { message }
}
