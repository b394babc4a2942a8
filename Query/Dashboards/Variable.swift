/// A blank of a dashboard that is filled before its queries are asked.
package struct Variable: Sendable {
  package enum Source: Hashable, Sendable {
    /// The values of a label: of one metric's series, or of all.
    case labelValues(label: String, selector: String?)
    /// A value, or several, that stand in the file.
    case fixed
    /// Which database is asked. There is one only.
    case datasource
    /// Not known here: somebody has to give the value.
    case unknown(String)
  }

  package let name: String
  package let source: Source
  /// What the file says; empty when it leaves it open.
  package let usual: [String]
  /// Whether `usual` is everything, as a pattern; the value that stands for it.
  package let allValue: String?

  init?(_ file: DashboardFile.Variable) {
    guard let name = file.name, !name.isEmpty else { return nil }
    self.name = name
    let text = file.query?.text ?? ""
    source =
      switch file.type {
      case "datasource": .datasource
      case "textbox", "constant", "custom", "interval": .fixed
      case "query": Self.labelValues(file.definition ?? text) ?? Self.labelValues(text) ?? .unknown(text)
      default: .unknown(file.type ?? "")
      }
    let current = file.current?.value?.texts ?? []
    let isAll = current.contains("$__all")
    allValue =
      isAll || (current.isEmpty && file.includeAll == true)
      ? file.allValue.flatMap { $0.isEmpty ? nil : $0 } ?? ".*" : nil
    if isAll {
      usual = []
    } else if !current.isEmpty || source != .fixed {
      usual = current.filter { !$0.isEmpty }
    } else {
      // The first of `a, b : c`, which stands for both forms of a list.
      usual = text.split(separator: ",").first.map { [Self.value(String($0))] } ?? []
    }
  }

  /// `text : value`, or just a value.
  private static func value(_ entry: String) -> String {
    let parts = entry.split(separator: " : ", maxSplits: 1)
    return trimmed(String(parts.last ?? ""))
  }

  private static func trimmed(_ text: String) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  /// `label_values(metric, label)` or `label_values(label)`.
  private static func labelValues(_ text: String) -> Source? {
    let text = trimmed(text)
    let start = "label_values("
    guard text.hasPrefix(start), text.hasSuffix(")") else { return nil }
    let inside = text.dropFirst(start.count).dropLast()
    // The label is behind the last comma: those in the selector come before.
    guard let comma = inside.lastIndex(of: ",") else {
      return .labelValues(label: trimmed(String(inside)), selector: nil)
    }
    return .labelValues(
      label: trimmed(String(inside[inside.index(after: comma)...])), selector: trimmed(String(inside[..<comma])))
  }
}
