/// A name with its value.
package struct Label: Sendable, Hashable {
  package let name: String
  package let value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// What a series is known by: labels in the order of their names, none of them empty.
///
/// Two sets are equal if their bytes are, unlike Swift's strings, to which canonically equivalent texts are equal.
package struct Labels: Sendable {
  package let labels: [Label]
  /// The labels one after the other, each text with its length, which no two different sets share.
  private let key: [UInt8]

  /// The label that holds a metric's name.
  package static let metricName = "__name__"
  package static let none = Labels([])

  /// Of labels with the same name, the last one counts.
  package init(_ labels: some Sequence<Label>) {
    let inOrder = labels.enumerated().sorted { left, right in
      if Self.isLess(left.element.name, right.element.name) { return true }
      if Self.isLess(right.element.name, left.element.name) { return false }
      return left.offset < right.offset
    }.map(\.element)
    var sorted: [Label] = []
    for label in inOrder {
      if let last = sorted.last, last.name.utf8.elementsEqual(label.name.utf8) { sorted.removeLast() }
      sorted.append(label)
    }
    self.init(sorted: sorted.filter { !$0.value.isEmpty })
  }

  private init(sorted: [Label]) {
    labels = sorted
    var key: [UInt8] = []
    for label in sorted {
      for text in [label.name, label.value] {
        for shift in [0, 8, 16, 24] { key.append(UInt8(truncatingIfNeeded: text.utf8.count >> shift)) }
        key.append(contentsOf: text.utf8)
      }
    }
    self.key = key
  }

  /// The label's value; empty if there is none.
  package subscript(_ name: String) -> String {
    for label in labels where label.name == name { return label.value }
    return ""
  }

  func keeping(_ names: Set<String>) -> Labels { Labels(sorted: labels.filter { names.contains($0.name) }) }

  func dropping(_ names: Set<String>) -> Labels { Labels(sorted: labels.filter { !names.contains($0.name) }) }

  func droppingMetricName(and names: Set<String>) -> Labels {
    Labels(sorted: labels.filter { $0.name != Self.metricName && !names.contains($0.name) })
  }

  var withoutMetricName: Labels {
    labels.contains { $0.name == Self.metricName } ? dropping([Self.metricName]) : self
  }

  /// An empty value removes the label.
  func setting(_ name: String, to value: String) -> Labels { Labels(labels + [Label(name, value)]) }

  /// Whether a text may be the name of a label: letters of ASCII, digits and underscores, no digit first.
  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, first.isLetter else { return false }
    return text.utf8.allSatisfy { $0.isLetter || $0.isDigit }
  }

  private static func isLess(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}

extension Labels: Hashable {
  package static func == (left: Labels, right: Labels) -> Bool { left.key == right.key }

  package func hash(into hasher: inout Hasher) {
    // SAFETY: the pointer is used within the closure only.
    key.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}

extension Labels: Comparable {
  /// Label by label, names before values, as Prometheus sorts its answers.
  package static func < (left: Labels, right: Labels) -> Bool {
    for (one, other) in zip(left.labels, right.labels) {
      if isLess(one.name, other.name) { return true }
      if isLess(other.name, one.name) { return false }
      if isLess(one.value, other.value) { return true }
      if isLess(other.value, one.value) { return false }
    }
    return left.labels.count < right.labels.count
  }
}

extension Labels: CustomStringConvertible {
  /// `name{label="value"}`, escaped.
  package var description: String {
    let name = self[Self.metricName]
    let others = labels.filter { $0.name != Self.metricName }.map { "\($0.name)=\($0.value.quoted)" }
    if others.isEmpty, !name.isEmpty { return name }
    return "\(name){\(others.joined(separator: ", "))}"
  }
}
