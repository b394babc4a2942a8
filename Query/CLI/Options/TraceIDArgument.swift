import ArgumentParser
import QueryAPI
import TelemetryModel

/// A trace ID in every form that the query API takes: up to 32 hexadecimal digits, or 8 or 16 bytes in base64.
struct TraceIDArgument: ExpressibleByArgument, Sendable {
  let id: TraceID

  init?(argument: String) {
    guard let id = TraceID(parameter: argument), id.isValid else { return nil }
    self.id = id
  }
}
