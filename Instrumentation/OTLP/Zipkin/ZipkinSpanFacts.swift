import TelemetryModel

/// What the attributes of one span say that Zipkin has fields for.
struct ZipkinSpanFacts {
  /// One side of a span, as texts.
  struct Endpoint {
    var serviceName: ArraySlice<UInt8> = []
    var ipv4: ArraySlice<UInt8> = []
    var ipv6: ArraySlice<UInt8> = []
    var port: UInt16?

    var isEmpty: Bool { serviceName.isEmpty && ipv4.isEmpty && ipv6.isEmpty && port == nil }
  }

  private(set) var isShared = false
  private(set) var isDebug = false
  private(set) var hasNoStart = false
  private(set) var remoteEndpoint = Endpoint()
  private var local = Endpoint()
  /// Keys of attributes that a field says in full.
  private var saidByFields: [StringCode] = []

  init(_ row: Int, in batch: SpanBatch, _ keys: inout ZipkinKeyTable) {
    var otherName: ArraySlice<UInt8> = []
    let list = batch.attributes[row]
    for (slot, payload) in zip(batch.shapes[list.shape], batch.payloads[batch.payloadRange(of: list)]) {
      guard let key = keys.key(slot.key, in: batch.strings) else { continue }
      switch (key, slot.kind) {
      case (.shared, .bool), (.debug, .bool), (.hasNoStart, .bool): setFlag(key, payload != 0, slot.key)
      case (.peerPort, .int): setPort(payload, \.remoteEndpoint, slot.key)
      case (.localPort, .int): setPort(payload, \.local, slot.key)
      case (_, .string):
        let text = batch.strings[StringCode(truncatingIfNeeded: payload)]
        switch key {
        case .peerService: set(text, \.remoteEndpoint.serviceName, slot.key)
        case .peerAddress: setAddress(text, \.remoteEndpoint, slot.key)
        case .localAddress: setAddress(text, \.local, slot.key)
        case .remoteIPv6: set(text, \.remoteEndpoint.ipv6, slot.key)
        case .localIPv6: set(text, \.local.ipv6, slot.key)
        case .serverAddress, .peerName: otherName = text
        default: break
        }
      default: break
      }
    }
    // Of a server the address is its own.
    let isCaller = [.client, .producer, .consumer].contains(batch.kinds[row])
    if remoteEndpoint.serviceName.isEmpty && isCaller { remoteEndpoint.serviceName = otherName }
  }

  /// The span's own side; the name of the service stands with its resource.
  func localEndpoint(_ serviceName: ArraySlice<UInt8>) -> Endpoint {
    var endpoint = local
    endpoint.serviceName = serviceName
    return endpoint
  }

  /// Whether an attribute need not be a tag.
  func isEndpointOrFlag(_ key: StringCode) -> Bool { saidByFields.contains(key) }

  private mutating func setFlag(_ key: ZipkinKey, _ isSet: Bool, _ code: StringCode) {
    guard isSet else { return }
    switch key {
    case .shared: isShared = true
    case .debug: isDebug = true
    default: hasNoStart = true
    }
    saidByFields.append(code)
  }

  private mutating func setPort(
    _ payload: UInt64, _ endpoint: WritableKeyPath<ZipkinSpanFacts, Endpoint>, _ code: StringCode
  ) {
    guard let port = UInt16(exactly: payload), port > 0 else { return }
    self[keyPath: endpoint].port = port
    saidByFields.append(code)
  }

  private mutating func setAddress(
    _ text: ArraySlice<UInt8>, _ endpoint: WritableKeyPath<ZipkinSpanFacts, Endpoint>, _ code: StringCode
  ) {
    if IPAddressText.isIPv4(text) {
      set(text, endpoint.appending(path: \.ipv4), code)
    } else if IPAddressText.isIPv6(text) {
      set(text, endpoint.appending(path: \.ipv6), code)
    }
  }

  private mutating func set(
    _ text: ArraySlice<UInt8>, _ field: WritableKeyPath<ZipkinSpanFacts, ArraySlice<UInt8>>, _ code: StringCode
  ) {
    guard !text.isEmpty else { return }
    self[keyPath: field] = text
    saidByFields.append(code)
  }
}
