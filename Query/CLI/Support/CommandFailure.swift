import PromQL
import QueryEngine
import TelemetryStorage
import TelemetryTransfer

/// Why a command ends without success, in words for its user: what, where, what to do.
package struct CommandFailure: Error {
  static let failed: Int32 = 1
  static let nothingFound: Int32 = 3

  let exitCode: Int32
  package let message: String

  static func failed(_ message: String) -> CommandFailure { CommandFailure(exitCode: failed, message: message) }

  static func nothingFound(_ message: String) -> CommandFailure {
    CommandFailure(exitCode: nothingFound, message: message)
  }

  /// Whether an error comes from what the command did, rather than from how it was called.
  static func isOperational(_ error: any Error) -> Bool {
    error is StoreError || error is QueryError || error is PromQLError || error is TransferError || error is SendError
      || error is BenchError
  }
}
