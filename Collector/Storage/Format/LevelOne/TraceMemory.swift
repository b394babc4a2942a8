/// The latest token of each memory place within the current trace.
struct TraceMemory {
  private(set) var tokens: [UInt64]
  private var traces: [UInt32]
  private var trace: UInt32 = 0

  init(placeCount: Int) {
    tokens = Array(repeating: 0, count: placeCount)
    traces = Array(repeating: 0, count: placeCount)
  }

  /// Forgets everything.
  mutating func beginTrace() { trace &+= 1 }

  @inline(__always)
  func holds(_ place: Int) -> Bool { traces[place] == trace }

  @inline(__always)
  mutating func remember(_ token: UInt64, at place: Int) {
    tokens[place] = token
    traces[place] = trace
  }
}
