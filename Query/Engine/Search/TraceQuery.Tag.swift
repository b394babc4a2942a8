import TelemetryModel
package import TelemetryStorage

extension TraceQuery {
  /// A key and the text that its value must have, with the special keys that Jaeger knows.
  ///
  ///     error=true|false           the status is, or is not, Error
  ///     span.kind=server           the kind; an empty value means unspecified
  ///     span.status=ok|error|unset the status
  ///     scope.name, scope.version  the instrumentation scope
  ///     resource.KEY               KEY on the resource only
  ///     anything else              on the span, its resource, scope, events or links
  package struct Tag: Hashable, Sendable {
    package let key: String
    package let text: String

    package init(_ key: String, _ text: String) {
      self.key = key
      self.text = text
    }

    package var condition: SpanCondition {
      let word = text.lowercased()
      switch key {
      case "error" where word == "true": return .status(.error)
      case "error" where word == "false": return .not(.status(.error))
      case "span.kind": return SpanKind(word: word == "unspecified" ? "" : word).map(SpanCondition.kind) ?? .never
      case "span.status": return Self.statusCodes[word].map(SpanCondition.status) ?? .never
      case "scope.name": return .scopeName(text)
      case "scope.version": return .scopeVersion(text)
      case _ where key.hasPrefix(Self.resourcePrefix):
        return .attribute(key: String(key.dropFirst(Self.resourcePrefix.count)), text: text, on: .resource)
      default: return .attribute(key: key, text: text, on: .all)
      }
    }

    private static let resourcePrefix = "resource."
    private static let statusCodes: [String: SpanStatus.Code] = ["unset": .unset, "ok": .ok, "error": .error]
  }
}
