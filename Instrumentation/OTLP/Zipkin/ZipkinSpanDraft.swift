import TelemetryModel

/// The fields of the Zipkin span that is being read, as they stand there; annotations are events of the batch already.
struct ZipkinSpanDraft {
  /// `invalid` when it is missing or malformed.
  var traceID = TraceID.invalid
  /// `none` when it is missing or malformed.
  var spanID = SpanID.none
  /// `nil` when it is malformed.
  var parentSpanID: SpanID? = SpanID.none
  var name: StringCode = 0
  /// `nil` when the span names none.
  var kind: SpanKind?
  /// Microseconds since 1970; 0 is unknown.
  var timestamp: UInt64 = 0
  /// Microseconds; 0 is unknown.
  var duration: UInt64 = 0
  var localEndpoint = Endpoint()
  var remoteEndpoint = Endpoint()
  var isShared = false
  var isDebug = false
  var hasUnknownKind = false
  /// What only spans of Zipkin's version 1 have was seen.
  var isVersionOne = false

  struct Endpoint {
    var serviceName: StringCode = 0
    var ipv4: StringCode = 0
    var ipv6: StringCode = 0
    var port: UInt64 = 0
    /// An address of the wrong length.
    var isMalformed = false

    var isValid: Bool { port <= 65_535 && !isMalformed }
  }

  /// Why this span cannot be kept, or `nil`.
  var fault: ZipkinSpanFault? {
    if isVersionOne { return .versionOne }
    if !traceID.isValid { return .traceID }
    if !spanID.isValid { return .spanID }
    if parentSpanID == nil { return .parentSpanID }
    if hasUnknownKind { return .kind }
    return localEndpoint.isValid && remoteEndpoint.isValid ? nil : .endpoint
  }
}

/// Why a Zipkin span is rejected while the rest of its list is kept.
enum ZipkinSpanFault {
  case versionOne, traceID, spanID, parentSpanID, kind, endpoint, time

  var message: String {
    switch self {
    case .versionOne: "binaryAnnotations belong to version 1 of the format; send version 2"
    case .traceID: "traceId must be 1 to 32 hexadecimal digits (8 or 16 bytes) that are not all zero"
    case .spanID: "id must be 1 to 16 hexadecimal digits (8 bytes) that are not all zero"
    case .parentSpanID: "parentId must be missing or 1 to 16 hexadecimal digits (8 bytes)"
    case .kind: "kind must be CLIENT, SERVER, PRODUCER or CONSUMER"
    case .endpoint: "an endpoint has a port above 65535 or an address of a wrong length"
    case .time: "timestamp and duration must be microseconds that end before the year 2554"
    }
  }
}
