/// Names of metrics and labels as Prometheus wants them, made from OTLP's.
///
/// After the OpenTelemetry specification "Prometheus and OpenMetrics compatibility", and as Prometheus' own OTLP
/// receiver does it: letters of ASCII, digits and underscores; units and types as suffixes.
package enum PrometheusName {
  /// What a metric's type adds to its name.
  package enum Suffix: Sendable {
    case none
    /// Monotonic sums.
    case total
    /// Gauges whose unit is `1`.
    case ratio
  }

  /// `http.server.request.duration` in `s` becomes `http_server_request_duration_seconds`.
  package static func metric(_ name: String, unit: String, suffix: Suffix) -> String {
    var words = words(of: name)
    let (unitWord, perWord) = unitWords(unit)
    if !unitWord.isEmpty, !words.contains(unitWord) { words.append(unitWord) }
    if !perWord.isEmpty, !words.contains(perWord) { words += ["per", perWord] }
    switch suffix {
    case .none: break
    case .total: words = words.filter { $0 != "total" } + ["total"]
    case .ratio: words = words.filter { $0 != "ratio" } + ["ratio"]
    }
    let joined = words.joined(separator: "_")
    guard let first = joined.utf8.first else { return "_" }
    return isDigit(first) ? "_" + joined : joined
  }

  /// `http.route` becomes `http_route`; what begins with a digit gets `key_` before it.
  package static func label(_ key: String) -> String {
    var bytes = key.unicodeScalars.map { scalar -> UInt8 in
      let byte = UInt8(exactly: scalar.value) ?? 0
      return isLetter(byte) || isDigit(byte) ? byte : 0x5F
    }
    if bytes.isEmpty { return "_" }
    if isDigit(bytes[0]) { bytes.insert(contentsOf: "key_".utf8, at: 0) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The unit in words: `KiBy/s` becomes kibibytes and second. Annotations in braces are no units.
  static func unitWords(_ unit: String) -> (unit: String, per: String) {
    let parts = unit.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first else { return ("", "") }
    let main = trimmed(first)
    let per = parts.count > 1 ? trimmed(parts[1]) : ""
    let unitWord = main.contains("{") || main.contains("}") ? "" : cleaned(units[main] ?? main)
    let perWord = per.contains("{") || per.contains("}") ? "" : cleaned(perUnits[per] ?? per)
    return (unitWord, perWord)
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  private static func cleaned(_ text: String) -> String { words(of: text).joined(separator: "_") }

  /// The parts of a name between anything that is no letter, digit or colon.
  private static func words(of name: String) -> [String] {
    name.utf8.split { !isLetter($0) && !isDigit($0) && $0 != 0x3A }.map { String(decoding: Array($0), as: UTF8.self) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static let units: [String: String] = [
    "d": "days", "h": "hours", "min": "minutes", "s": "seconds", "ms": "milliseconds", "us": "microseconds",
    "ns": "nanoseconds", "By": "bytes", "KiBy": "kibibytes", "MiBy": "mebibytes", "GiBy": "gibibytes",
    "TiBy": "tibibytes", "KBy": "kilobytes", "MBy": "megabytes", "GBy": "gigabytes", "TBy": "terabytes",
    "m": "meters", "V": "volts", "A": "amperes", "J": "joules", "W": "watts", "g": "grams", "Cel": "celsius",
    "Hz": "hertz", "1": "", "%": "percent",
  ]

  private static let perUnits: [String: String] = [
    "s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "y": "year",
  ]
}
