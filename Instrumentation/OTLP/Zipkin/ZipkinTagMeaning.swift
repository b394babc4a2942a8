import TelemetryModel

/// What the tags of one span say that OTLP has fields for.
struct ZipkinTagMeaning {
  typealias Tag = (key: StringCode, value: StringCode)

  private(set) var status = SpanStatus.Code.unset
  private(set) var details = SpanDetails()
  private(set) var kind: SpanKind?
  private(set) var scopeName: StringCode = 0
  private(set) var scopeVersion: StringCode = 0

  private var error: Tag?
  private var statusCode: Tag?
  private var statusMessage: Tag?
  private var kindTag: Tag?
  private var libraryName: Tag?
  private var libraryVersion: Tag?

  /// Takes a tag that may become a field; false for one that is an attribute in any case.
  mutating func take(_ key: ZipkinKey, _ tag: Tag) -> Bool {
    switch key {
    case .error: error = tag
    case .statusCode: statusCode = tag
    case .statusMessage: statusMessage = tag
    case .kind: kindTag = tag
    case .scopeName: scopeName = tag.value
    case .scopeVersion: scopeVersion = tag.value
    case .libraryName: libraryName = tag
    case .libraryVersion: libraryVersion = tag
    case .traceState: details.traceState = tag.value
    default: return false
    }
    return true
  }

  /// Decides what the tags mean together; returns those that stay attributes, for they say more than the fields do.
  mutating func settle(_ strings: StringTable) -> [Tag] {
    var rest: [Tag] = []
    if let statusCode, !takeStatusCode(strings[statusCode.value]) { rest.append(statusCode) }
    if let error, !takeError(error.value, strings[error.value]) { rest.append(error) }
    if let statusMessage {
      let fits = status == .error && [0, statusMessage.value].contains(details.statusMessage)
      if fits { details.statusMessage = statusMessage.value } else { rest.append(statusMessage) }
    }
    if let kindTag {
      kind = SpanKind(word: strings.text(kindTag.value).lowercased())
      rest.append(kindTag)
    }
    // SDKs send the scope under its old name as well.
    if let libraryName, !Self.take(libraryName.value, as: &scopeName) { rest.append(libraryName) }
    if let libraryVersion, !Self.take(libraryVersion.value, as: &scopeVersion) { rest.append(libraryVersion) }
    return rest
  }

  private mutating func takeStatusCode(_ word: ArraySlice<UInt8>) -> Bool {
    if word.elementsEqual("OK".utf8) {
      status = .ok
    } else if word.elementsEqual("ERROR".utf8) {
      status = .error
    } else {
      return false
    }
    return true
  }

  /// In Zipkin the tag is there when something went wrong, and may say what. Only "false" says that nothing did.
  private mutating func takeError(_ code: StringCode, _ text: ArraySlice<UInt8>) -> Bool {
    if text.elementsEqual("false".utf8) { return false }
    status = .error
    if text.elementsEqual("true".utf8) { return true }
    details.statusMessage = code
    return code != 0  // An empty tag is told from "true" by staying an attribute.
  }

  private static func take(_ value: StringCode, as field: inout StringCode) -> Bool {
    if field == 0 { field = value }
    return field == value
  }
}
