public import Logging
import Tracing

extension Logger.MetadataProvider {
  /// `trace_id`, `span_id` and `correlation_id` of the current context, for handlers other than ours: those of ours
  /// write the IDs into the fields that OTLP has for them.
  public static let skein = Logger.MetadataProvider {
    guard let identity = ServiceContext.current?.traceNode?.identity else { return [:] }
    var metadata: Logger.Metadata = [:]
    if identity.isValid {
      metadata["trace_id"] = .string(identity.traceID)
      metadata["span_id"] = .string(identity.spanID)
    }
    if let id = identity.carried?.correlationID { metadata["correlation_id"] = .string(id) }
    return metadata
  }
}
