/// Metrics in Prometheus' text format, version 0.0.4.
///
/// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
package struct PrometheusText: Sendable {
  package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  package enum Kind: String, Sendable {
    case counter
    case gauge
  }

  package private(set) var text = ""

  package init() {}

  /// Adds one family with a single sample or, with labels, several.
  package mutating func add(
    _ name: String, _ kind: Kind, help: String, _ samples: [(labels: [(String, String)], value: Double)]
  ) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    for sample in samples {
      text += name
      if !sample.labels.isEmpty {
        text += "{" + sample.labels.map { "\($0)=\"\(Self.escape($1))\"" }.joined(separator: ",") + "}"
      }
      text += " \(Self.number(sample.value))\n"
    }
  }

  package mutating func add(_ name: String, _ kind: Kind, help: String, _ value: Double) {
    add(name, kind, help: help, [([], value)])
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    return Int64(exactly: value).map(String.init) ?? "\(value)"
  }

  private static func escape(_ value: String) -> String {
    value.reduce(into: "") { escaped, character in
      switch character {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.append(character)
      }
    }
  }
}
