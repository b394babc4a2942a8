import CoreMetrics
import Synchronization

/// A sum of floating-point numbers.
final class FloatingPointCounter: FloatingPointCounterHandler, MetricSeries {
  private let total = Mutex(0.0)

  /// What is no number, or would make the sum fall, is ignored.
  func increment(by amount: Double) {
    if amount > 0, amount.isFinite { total.withLock { $0 += amount } }
  }

  func reset() { total.withLock { $0 = 0 } }

  func encodeValue(into buffer: inout WireBuffer) -> Bool {
    buffer.field(0x21, double: total.withLock { $0 })
    return true
  }
}
