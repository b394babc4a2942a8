/// The kinds of telemetry that OTLP has a service of its own for.
package enum OTLPSignal: Sendable, CaseIterable {
  case traces
  case logs
  case metrics
}

/// What a server answers to an accepted request: all of it, or a part.
package struct OTLPExportResponse: Hashable, Sendable {
  /// How many spans, log records or points the server did not keep; sending them again will not help.
  package var rejectedCount: Int64
  /// Why, or a warning when nothing was rejected; empty when there is nothing to say.
  package var message: String

  package init(rejectedCount: Int64 = 0, message: String = "") {
    self.rejectedCount = rejectedCount
    self.message = message
  }

  var isComplete: Bool { rejectedCount == 0 && message.isEmpty }
}

/// The body of every OTLP error answer: `google.rpc.Status`, without details.
package struct OTLPStatus: Hashable, Sendable {
  /// A code of `google.rpc.Code`: 3 is "invalid argument", 14 "unavailable".
  package var code: Int32
  package var message: String

  package init(code: Int32 = 0, message: String = "") {
    self.code = code
    self.message = message
  }
}
