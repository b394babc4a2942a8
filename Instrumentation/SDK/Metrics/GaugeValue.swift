import CoreMetrics
import Synchronization

/// The last value of a meter or a gauge.
final class GaugeValue: MeterHandler, RecorderHandler, MetricSeries {
  private let value = Mutex<Double?>(nil)

  func set(_ value: Int64) { set(Double(value)) }
  func set(_ value: Double) { self.value.withLock { $0 = value } }
  func record(_ value: Int64) { set(Double(value)) }
  func record(_ value: Double) { set(value) }
  func increment(by amount: Double) { value.withLock { $0 = ($0 ?? 0) + amount } }
  func decrement(by amount: Double) { increment(by: -amount) }

  func encodeValue(into buffer: inout WireBuffer) -> Bool {
    guard let value = value.withLock({ $0 }) else { return false }
    buffer.field(0x21, double: value)
    return true
  }
}
