/// What rates, errors and durations may be divided by.
///
/// The raw value is its name in queries and answers: a word for a field of spans, else the key of an attribute. A key
/// that is one of the words has a dot before it.
package enum RedDimension: Hashable, Sendable {
  case service
  case operation
  case kind
  /// Whether the span says that it succeeded.
  case status
  /// The class of its HTTP status.
  case statusClass
  /// An attribute of the span, else of its resource, else of its scope.
  case attribute(String)
  /// An attribute of the resource alone.
  case resource(String)

  /// Whether rollups know it.
  package var isInRollups: Bool {
    switch self {
    case .service, .operation, .kind, .status, .statusClass: true
    case .attribute, .resource: false
    }
  }
}

extension RedDimension: RawRepresentable {
  private static let fields: [RedDimension] = [.service, .operation, .kind, .status, .statusClass]
  private static let resourcePrefix = "resource."

  /// `nil` when it names nothing.
  package init?(rawValue: String) {
    if let field = Self.fields.first(where: { $0.word?.utf8.elementsEqual(rawValue.utf8) ?? false }) {
      self = field
    } else if rawValue.hasPrefix(".") {
      self = .attribute(String(rawValue.dropFirst()))
    } else if rawValue.hasPrefix(Self.resourcePrefix) {
      self = .resource(String(rawValue.dropFirst(Self.resourcePrefix.count)))
    } else {
      self = .attribute(rawValue)
    }
    if case .attribute("") = self { return nil }
    if case .resource("") = self { return nil }
  }

  package var rawValue: String {
    switch self {
    case .attribute(let key):
      if case .attribute(key)? = RedDimension(rawValue: key) { return key }
      return "." + key
    case .resource(let key): return Self.resourcePrefix + key
    case .service, .operation, .kind, .status, .statusClass: return word ?? ""
    }
  }

  /// The name of a field; `nil` for an attribute.
  private var word: String? {
    switch self {
    case .service: "service"
    case .operation: "operation"
    case .kind: "kind"
    case .status: "status"
    case .statusClass: "statusClass"
    case .attribute, .resource: nil
    }
  }
}

extension RedDimension: Comparable {
  /// Fields in the order in which they are listed above, then attributes by their names.
  package static func < (left: RedDimension, right: RedDimension) -> Bool {
    (left.rank, left.rawValue) < (right.rank, right.rawValue)
  }

  private var rank: Int {
    switch self {
    case .service: 0
    case .operation: 1
    case .kind: 2
    case .status: 3
    case .statusClass: 4
    case .attribute, .resource: 5
    }
  }
}
