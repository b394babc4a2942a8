import FoundationEssentials

/// Patterns that make links to other systems from what the page shows, as an operator wrote them into a file of Jaeger's form:
/// a list, or an object whose `linkPatterns` is one.
///
/// Everything that can be wrong is found when the file is read, so that the page only has to fill in values.
package struct LinkPatterns: Sendable {
  /// What the page is answered: `{"patterns": [...]}`.
  package let json: [UInt8]

  /// No patterns at all.
  package static let none = LinkPatterns(json: Array(#"{"patterns":[]}"#.utf8))

  private init(json: [UInt8]) { self.json = json }

  /// - Throws: `LinkPatternsError`, which says what is wrong with the file.
  package init(file: [UInt8]) throws(LinkPatternsError) {
    guard file.count <= WebPageLimits.linkPatternByteCount else {
      throw LinkPatternsError(reason: "it is larger than \(WebPageLimits.linkPatternByteCount) bytes")
    }
    let entries = try Self.entries(file)
    guard entries.count <= WebPageLimits.linkPatternCount else {
      throw LinkPatternsError(reason: "it has more than \(WebPageLimits.linkPatternCount) patterns")
    }
    var patterns: [LinkPattern] = []
    for (index, entry) in entries.enumerated() {
      do throws(LinkPatternsError) {
        patterns.append(try LinkPattern(entry))
      } catch {
        throw LinkPatternsError(reason: "pattern \(index + 1): \(error.reason)")
      }
    }
    do {
      json = Array(try JSONEncoder().encode(["patterns": patterns]))
    } catch {
      throw LinkPatternsError(reason: "it cannot be written as JSON: \(error)")
    }
  }

  private static func entries(_ file: [UInt8]) throws(LinkPatternsError) -> [LinkPattern.Entry] {
    struct Configuration: Decodable { let linkPatterns: [LinkPattern.Entry] }
    do {
      let isList = file.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "[")
      return isList
        ? try JSONDecoder().decode([LinkPattern.Entry].self, from: Data(file))
        : try JSONDecoder().decode(Configuration.self, from: Data(file)).linkPatterns
    } catch {
      throw LinkPatternsError(reason: "it is no file of link patterns: \(error)")
    }
  }
}

/// Why a file of link patterns cannot be used.
package struct LinkPatternsError: Error, Sendable, CustomStringConvertible {
  package let reason: String
  package var description: String { reason }
}

/// One pattern: where it applies, and the link that it makes there.
struct LinkPattern: Encodable {
  let type: Kind
  /// The attributes that become links; empty for links of the trace itself.
  let keys: [String]
  let url: LinkTemplate
  let text: LinkTemplate

  /// Jaeger's names for attributes of spans, attributes of their resources, attributes of events and log records, and traces.
  enum Kind: String, CaseIterable, Encodable { case tags, process, logs, traces }

  /// A pattern as the file has it.
  struct Entry: Decodable {
    let type: String?
    let key: Keys?
    let url: String?
    let text: String?

    struct Keys: Decodable {
      let list: [String]

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let one = try? container.decode(String.self) {
          list = [one]
        } else {
          list = try container.decode([String].self)
        }
      }
    }
  }

  init(_ entry: Entry) throws(LinkPatternsError) {
    let names = Kind.allCases.map(\.rawValue).joined(separator: ", ")
    guard let name = entry.type else { throw LinkPatternsError(reason: "it has no 'type' (\(names))") }
    guard let type = Kind(rawValue: name) else {
      throw LinkPatternsError(reason: "the type '\(name)' is none of \(names)")
    }
    keys = entry.key?.list.filter { !$0.isEmpty } ?? []
    if type != .traces, keys.isEmpty { throw LinkPatternsError(reason: "a pattern of the type \(name) needs a 'key'") }
    guard let url = entry.url, let text = entry.text, !text.isEmpty else {
      throw LinkPatternsError(reason: "it has no 'url' or no 'text'")
    }
    self.type = type
    self.url = try LinkTemplate(url)
    self.text = try LinkTemplate(text)
    try Self.check(self.url)
  }

  /// Scheme and host are the operator's: no value of telemetry says where a link leads.
  private static func check(_ url: LinkTemplate) throws(LinkPatternsError) {
    let start = url.texts[0]
    guard let scheme = ["https://", "http://"].first(where: { start.lowercased().hasPrefix($0) }) else {
      throw LinkPatternsError(reason: "'url' does not begin with http:// or https://")
    }
    let rest = start.dropFirst(scheme.count)
    let end = rest.firstIndex { "/?#".contains($0) }
    let host = rest[..<(end ?? rest.endIndex)]
    guard !host.isEmpty, end != nil || url.places.isEmpty else {
      throw LinkPatternsError(reason: "the host of 'url' has to be written out; values come behind it")
    }
    guard host.allSatisfy({ !$0.isWhitespace && $0 != "\\" && $0 != "@" }) else {
      throw LinkPatternsError(reason: "'\(host)' is no host")
    }
  }
}
