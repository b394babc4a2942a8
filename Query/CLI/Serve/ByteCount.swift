import ArgumentParser

/// A number of bytes on the command line: `1048576`, `512KiB`, `64MiB`, `2GiB`, also `KB`, `MB`, `GB` (powers of 1000).
struct ByteCount: ExpressibleByArgument, CustomStringConvertible {
  let value: Int

  init(_ value: Int) { self.value = value }

  init?(argument: String) {
    let digits = argument.prefix { $0.isNumber }
    let units = [
      "": 1, "b": 1, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "kb": 1_000, "mb": 1_000_000, "gb": 1_000_000_000,
    ]
    guard let number = Int(digits), let unit = units[argument.dropFirst(digits.count).lowercased()],
      case let (value, overflow) = number.multipliedReportingOverflow(by: unit), !overflow, value > 0
    else { return nil }
    self.value = value
  }

  var description: String {
    for (unit, name) in [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")] where value % unit == 0 {
      return "\(value / unit)\(name)"
    }
    return "\(value)"
  }

  var defaultValueDescription: String { description }
}
