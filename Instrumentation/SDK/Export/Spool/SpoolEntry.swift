/// One file of the spool, as its name describes it: `{sequence}-{signal}-{records}.otlp`.
struct SpoolEntry: Sendable, Hashable {
  /// Rises with every file, over restarts as well.
  let sequence: UInt64
  let signal: Signal
  let recordCount: Int

  static let suffix = ".otlp"

  var name: String {
    let digits = String(sequence)
    return String(repeating: "0", count: 20 - digits.utf8.count) + digits
      + "-\(signal.name)-\(recordCount)" + Self.suffix
  }

  init(sequence: UInt64, signal: Signal, recordCount: Int) {
    self.sequence = sequence
    self.signal = signal
    self.recordCount = recordCount
  }

  /// `nil` for a file that is none of the spool's.
  init?(name: String) {
    guard name.hasSuffix(Self.suffix) else { return nil }
    let parts = name.dropLast(Self.suffix.utf8.count).split(separator: "-")
    guard parts.count == 3, let sequence = UInt64(parts[0]), sequence < .max,
      let signal = Signal.allCases.first(where: { $0.name == parts[1] }),
      let recordCount = Int(parts[2]),
      recordCount >= 0, recordCount <= Int(UInt32.max)
    else { return nil }
    self.init(sequence: sequence, signal: signal, recordCount: recordCount)
    guard self.name == name else { return nil }
  }
}

extension Signal {
  /// As in the names of files.
  fileprivate var name: String {
    switch self {
    case .traces: "traces"
    case .logs: "logs"
    case .metrics: "metrics"
    }
  }
}
