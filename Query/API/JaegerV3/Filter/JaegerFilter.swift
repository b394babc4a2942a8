import FoundationEssentials
import QueryEngine

/// Jaeger's structured filter (its RFC 0005) as it comes in `query.filter`: an operator applied to arguments.
///
///     {"op": "eq", "args": [{"attr": {"key": "http.status_code"}}, {"scalar": {"value": "500"}}]}
///
/// Decoding holds the text to that form; what it means is settled by `JaegerFilter+Condition`.
struct JaegerFilter: Decodable {
  let operation: String
  let arguments: [Argument]

  enum Argument {
    /// An entry of an attribute map; without a level, of the span or its resource.
    case attribute(key: String, level: String)
    /// A built-in field of a level.
    case field(name: String, level: String)
    /// All events or links of a span.
    case nested(level: String)
    /// A type of "" says nothing about it.
    case scalar(String, type: String)
    case list([String], type: String)
    case call(JaegerFilter)
  }

  /// - Parameter text: the value of `query.filter`.
  init(_ text: String) throws(RequestFailure) {
    guard text.utf8.count <= QueryAPILimits.jaegerFilterByteCount else {
      throw Self.failure("is longer than \(QueryAPILimits.jaegerFilterByteCount) bytes")
    }
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
    } catch let error as DecodingError {
      throw Self.failure("is not a filter: \(error.filterReason)")
    } catch {
      throw Self.failure("is not JSON")
    }
  }

  static func failure(_ reason: String) -> RequestFailure { .badRequest("'query.filter' \(reason)") }

  private enum Key: String, CaseIterable, CodingKey { case op, args }

  init(from decoder: any Decoder) throws {
    // Each call within another stands three steps deeper: its list, its place there, its name.
    guard decoder.codingPath.count <= 3 * SpanFilterLimits.depth else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: [], debugDescription: "calls nest deeper than \(SpanFilterLimits.depth)"))
    }
    let members = try decoder.container(keyedBy: Key.self)
    try decoder.refuseMembers(otherThan: Key.allCases.map(\.rawValue))
    operation = try members.decode(String.self, forKey: .op)
    arguments = try members.decodeIfPresent([Argument].self, forKey: .args) ?? []
  }
}

extension JaegerFilter.Argument: Decodable {
  private enum Term: String, CaseIterable, CodingKey { case attr, field, nested, scalar, list, call }

  private struct Members: Decodable {
    var key: String?
    var name: String?
    var level: String?
    var value: String?
    var values: [String]?
    var type: String?

    enum CodingKeys: String, CaseIterable, CodingKey { case key, name, level, value, values, type }

    init(from decoder: any Decoder) throws {
      try decoder.refuseMembers(otherThan: CodingKeys.allCases.map(\.rawValue))
      let members = try decoder.container(keyedBy: CodingKeys.self)
      key = try members.decodeIfPresent(String.self, forKey: .key)
      name = try members.decodeIfPresent(String.self, forKey: .name)
      level = try members.decodeIfPresent(String.self, forKey: .level)
      value = try members.decodeIfPresent(String.self, forKey: .value)
      values = try members.decodeIfPresent([String].self, forKey: .values)
      type = try members.decodeIfPresent(String.self, forKey: .type)
    }
  }

  init(from decoder: any Decoder) throws {
    let terms = try decoder.container(keyedBy: Term.self)
    try decoder.refuseMembers(otherThan: Term.allCases.map(\.rawValue))
    guard terms.allKeys.count == 1, let term = terms.allKeys.first else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "an argument is exactly one of attr, field, nested, scalar, list and call"))
    }
    if term == .call {
      self = .call(try terms.decode(JaegerFilter.self, forKey: .call))
      return
    }
    let members = try terms.decode(Members.self, forKey: term)
    let level = members.level ?? ""
    let type = members.type ?? ""
    switch term {
    case .attr: self = .attribute(key: members.key ?? "", level: level)
    case .field: self = .field(name: members.name ?? "", level: level)
    case .nested: self = .nested(level: level)
    case .scalar: self = .scalar(members.value ?? "", type: type)
    case .list, .call: self = .list(members.values ?? [], type: type)
    }
  }
}

/// A member of any name.
private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Decoder {
  /// An unknown member may be half of what a caller means: it is refused, as Jaeger does.
  fileprivate func refuseMembers(otherThan names: [String]) throws {
    let unknown = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue).filter { !names.contains($0) }
    guard unknown.isEmpty else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: codingPath, debugDescription: "unknown member \"\(unknown[0])\""))
    }
  }
}

extension DecodingError {
  /// What is wrong, without the decoder's own types.
  fileprivate var filterReason: String {
    switch self {
    case .dataCorrupted(let context):
      context.codingPath.isEmpty && context.underlyingError != nil ? "not JSON" : context.debugDescription
    case .keyNotFound(let key, _): "a call without \"\(key.stringValue)\""
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\(context.codingPath.last?.stringValue ?? "the filter") has another type than expected"
    @unknown default: "it cannot be read"
    }
  }
}
