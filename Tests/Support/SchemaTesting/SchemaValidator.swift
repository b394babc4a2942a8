/// Checks JSON against the part of JSON Schema (2020-12) that our API document uses.
///
/// A keyword that it does not know is a problem by itself, so that no rule is passed over in silence.
package struct SchemaValidator {
  private let document: JSONValue

  private static let annotations: Set<String> = ["description", "default", "title", "format"]
  private static let depth = 100

  /// - Parameter document: what `$ref` points into.
  package init(document: JSONValue) { self.document = document }

  /// What is wrong with a value, each with its place; empty when it fulfils the schema.
  package func problems(of value: JSONValue, against schema: JSONValue) -> [String] {
    problems(value, schema, "$", depth: 0)
  }

  /// What a reference (`#/a/b`) points to.
  package func target(of reference: String) -> JSONValue? {
    guard reference.hasPrefix("#/") else { return nil }
    return reference.dropFirst(2).split(separator: "/").reduce(Optional(document)) { value, part in
      value?[String(part).replacing("~1", with: "/").replacing("~0", with: "~")]
    }
  }

  private func problems(_ value: JSONValue, _ schema: JSONValue, _ place: String, depth: Int) -> [String] {
    if depth > Self.depth { return ["\(place): schemas refer to each other without end"] }
    switch schema {
    case .bool(let isAllowed): return isAllowed ? [] : ["\(place): nothing may be here"]
    case .object(let keywords):
      return keywords.sorted { $0.key < $1.key }.flatMap { keyword, rule in
        Self.annotations.contains(keyword)
          ? [] : problems(value, keyword, rule, of: schema, place, depth: depth + 1)
      }
    default: return ["\(place): the schema is neither an object nor a boolean"]
    }
  }

  private func problems(
    _ value: JSONValue, _ keyword: String, _ rule: JSONValue, of schema: JSONValue, _ place: String, depth: Int
  ) -> [String] {
    switch keyword {
    case "$ref":
      guard let target = rule.text.flatMap(target) else { return ["\(place): \(rule) leads nowhere"] }
      return problems(value, target, place, depth: depth)
    case "type":
      let types = rule.text.map { [$0] } ?? rule.elements.compactMap(\.text)
      return types.contains { value.isOfType($0) } ? [] : ["\(place): \(value.typeName) where \(types) is due"]
    case "enum": return rule.elements.contains(value) ? [] : ["\(place): \(value) is none of \(rule.elements)"]
    case "const": return rule == value ? [] : ["\(place): \(value) is not \(rule)"]
    case "anyOf":
      let choices = rule.elements.map { problems(value, $0, place, depth: depth) }
      return choices.contains(where: \.isEmpty) ? [] : ["\(place): fits no choice: \(choices.joined())"]
    case "allOf": return rule.elements.flatMap { problems(value, $0, place, depth: depth) }
    case "properties", "required", "additionalProperties", "propertyNames":
      guard case .object(let members) = value else { return [] }
      return problems(ofMembers: members, keyword, rule, of: schema, place, depth: depth)
    case "items", "prefixItems", "minItems", "maxItems":
      guard case .array(let elements) = value else { return [] }
      return problems(ofElements: elements, keyword, rule, place, depth: depth)
    case "pattern":
      guard case .string(let text) = value else { return [] }
      guard let pattern = rule.text.flatMap({ try? Regex($0) }) else { return ["\(place): \(rule) is no pattern"] }
      return text.contains(pattern) ? [] : ["\(place): \"\(text)\" does not match \(rule)"]
    case "minimum", "maximum":
      guard case .number(let number) = value, case .number(let bound) = rule else { return [] }
      return (keyword == "minimum" ? number >= bound : number <= bound)
        ? [] : ["\(place): \(number), \(keyword) \(bound)"]
    default: return ["\(place): the keyword \(keyword) is not known"]
    }
  }

  private func problems(
    ofMembers members: [String: JSONValue], _ keyword: String, _ rule: JSONValue, of schema: JSONValue,
    _ place: String, depth: Int
  ) -> [String] {
    let sorted = members.sorted { $0.key < $1.key }
    switch keyword {
    case "properties":
      return sorted.flatMap { name, value in
        rule[name].map { problems(value, $0, "\(place).\(name)", depth: depth) } ?? []
      }
    case "required":
      return rule.elements.compactMap(\.text).filter { members[$0] == nil }.map { "\(place): \($0) is missing" }
    case "propertyNames":
      return sorted.flatMap { problems(.string($0.key), rule, "\(place), the name \($0.key)", depth: depth) }
    default:
      let listed = schema["properties"]?.members ?? [:]
      return sorted.filter { listed[$0.key] == nil }.flatMap {
        problems($0.value, rule, "\(place).\($0.key)", depth: depth)
      }
    }
  }

  private func problems(
    ofElements elements: [JSONValue], _ keyword: String, _ rule: JSONValue, _ place: String, depth: Int
  ) -> [String] {
    switch keyword {
    case "items":
      return elements.enumerated().flatMap { problems($1, rule, "\(place)[\($0)]", depth: depth) }
    case "prefixItems":
      return zip(elements, rule.elements).enumerated().flatMap { index, pair in
        problems(pair.0, pair.1, "\(place)[\(index)]", depth: depth)
      }
    default:
      guard case .number(let bound) = rule else { return ["\(place): \(keyword) is no number"] }
      let count = Double(elements.count)
      return (keyword == "minItems" ? count >= bound : count <= bound) ? [] : ["\(place): \(elements.count) elements"]
    }
  }
}

extension JSONValue {
  fileprivate func isOfType(_ name: String) -> Bool {
    if name == "integer", case .number(let number) = self { return number == number.rounded() }
    return name == typeName
  }
}
