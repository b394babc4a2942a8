/// Why a request did not reach its aim.
package struct SendError: Error, Sendable, CustomStringConvertible {
  package enum Code: Hashable, Sendable {
    /// The server answered with a status after which sending again does not help.
    case refused(status: UInt)
    /// The last attempt that the policy allows failed, too; what was asked may help later.
    case exhausted
    /// The answer is not what OTLP/HTTP prescribes.
    case invalidResponse
    /// The request could not be made at all.
    case failed
  }

  package let code: Code
  /// Where it was sent to, what happened, and what to do. May hold text of the server.
  package let description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
