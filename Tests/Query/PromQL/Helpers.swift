import Foundation
import PromQL
import Testing

/// A store without anything in it.
struct NoSeries: SeriesSource {
  func series(
    matching matchers: [LabelMatcher], in range: ClosedRange<Int64>, sampleLimit: Int
  ) throws(PromQLError) -> [SampleSeries] { [] }
}

/// Numbers from a seed.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Runs work on a thread with 512 KiB of stack, as secondary threads may have; debug builds need more.
enum SmallStack {
  #if DEBUG
    private static let byteCount = 2 << 20
  #else
    private static let byteCount = 512 << 10
  #endif

  // Sendable, because the result is written by the thread before it signals, and read after that only.
  private final class Box<Value: Sendable>: @unchecked Sendable {
    var result: Result<Value, any Error>?
  }

  static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) throws -> Value {
    let box = Box<Value>()
    let isDone = DispatchSemaphore(value: 0)
    let thread = Thread {
      box.result = Result { try work() }
      isDone.signal()
    }
    thread.stackSize = byteCount
    thread.start()
    isDone.wait()
    return try #require(box.result).get()
  }
}
