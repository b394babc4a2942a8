package import TelemetryStorage

/// Why telemetry was not taken although nothing is wrong with it. The sender should try again later.
package enum IngestRefusal: Error, Sendable, CustomStringConvertible {
  /// More bytes are in flight than `IngestLimits.inFlightByteCount` allows.
  case overBudget(limit: Int)
  /// The store could not commit.
  case store(StoreError)

  package var description: String {
    switch self {
    case .overBudget(let limit):
      "more than \(limit) bytes are in flight; send again later, or raise --ingest-budget"
    case .store(let error): "the store cannot take telemetry now: \(error)"
    }
  }
}
