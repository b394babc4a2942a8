import TelemetryModel

/// Keys of tags and attributes that mean more than their text, in one direction or both.
enum ZipkinKey: String, CaseIterable {
  // Tags that say what OTLP has a field for.
  case error
  case statusCode = "otel.status_code"
  case statusMessage = "otel.status_description"
  case scopeName = "otel.scope.name"
  case scopeVersion = "otel.scope.version"
  case libraryName = "otel.library.name"
  case libraryVersion = "otel.library.version"
  case traceState = "w3c.tracestate"
  case kind = "span.kind"

  // Attributes that say what Zipkin has a field for.
  case localAddress = "network.local.address"
  case localPort = "network.local.port"
  case peerService = "peer.service"
  case peerAddress = "network.peer.address"
  case peerPort = "network.peer.port"
  case serverAddress = "server.address"
  case peerName = "net.peer.name"

  // Zipkin's own, which OTLP has no name for.
  case shared = "zipkin.shared"
  case debug = "zipkin.debug"
  /// As OpenTelemetry's collector calls it.
  case hasNoStart = "otel.zipkin.absentField.startTime"
  /// An endpoint may have an address of either kind, and OTLP's attribute holds one.
  case localIPv6 = "zipkin.localEndpoint.ipv6"
  case remoteIPv6 = "zipkin.remoteEndpoint.ipv6"

  private static let longestByteCount = allCases.map(\.rawValue.utf8.count).max() ?? 0

  init?(_ text: ArraySlice<UInt8>) {
    guard text.count <= Self.longestByteCount else { return nil }
    self.init(rawValue: String(decoding: text, as: UTF8.self))
  }
}

/// Which texts of a batch are such keys; each is looked at once.
struct ZipkinKeyTable {
  private var keys: [StringCode: ZipkinKey?] = [:]

  mutating func key(_ code: StringCode, in strings: StringTable) -> ZipkinKey? {
    if let known = keys[code] { return known }
    let key = ZipkinKey(strings[code])
    keys[code] = .some(key)
    return key
  }
}
