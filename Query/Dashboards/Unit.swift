/// What the numbers of a panel count.
package enum Unit: Hashable, Sendable {
  case none
  /// Of a duration, as a share of seconds: 0.001 for milliseconds.
  case seconds(per: Double)
  case bytes
  case bytesPerSecond
  /// 1 is all.
  case share
  case percent
  /// Something a second.
  case rate
  /// Written behind the number. Untrusted.
  case other(String)

  /// - Parameter name: as Grafana names it.
  init(_ name: String) {
    switch name {
    case "", "none", "short", "locale": self = .none
    case "s", "dtdurations": self = .seconds(per: 1)
    case "ms", "dtdurationms": self = .seconds(per: 1e-3)
    case "µs", "us": self = .seconds(per: 1e-6)
    case "ns": self = .seconds(per: 1e-9)
    case "m": self = .seconds(per: 60)
    case "h": self = .seconds(per: 3_600)
    case "bytes", "decbytes": self = .bytes
    case "Bps", "binBps": self = .bytesPerSecond
    case "percentunit": self = .share
    case "percent": self = .percent
    case "reqps", "ops", "rps", "wps", "iops", "cps", "eps", "mps", "hertz": self = .rate
    default: self = .other(name)
    }
  }
}
