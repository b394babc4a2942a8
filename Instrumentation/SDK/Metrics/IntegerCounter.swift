import CoreMetrics
import Synchronization

/// A sum of whole numbers. An increment is one atomic addition.
final class IntegerCounter: CounterHandler, MetricSeries {
  private let total = Atomic<Int64>(0)

  func increment(by amount: Int64) { total.wrappingAdd(amount, ordering: .relaxed) }

  func reset() { total.store(0, ordering: .relaxed) }

  func encodeValue(into buffer: inout WireBuffer) -> Bool {
    buffer.field(0x31, fixed64: UInt64(bitPattern: total.load(ordering: .relaxed)))
    return true
  }
}
