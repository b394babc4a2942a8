import TelemetryModel

/// Where the key and the value of a nested key-value pair were written, in whatever order the sender chose.
struct KeyValueParts {
  private let start: Int
  var key: Range<Int>?
  var value: Range<Int>?

  init(start: Int) { self.start = start }

  /// Leaves exactly one key and one value behind `start`, in this order.
  func arrange(_ composite: inout CompositeValue.Writer) {
    if let key, key.lowerBound == start {
      if let value, value.lowerBound == key.upperBound, value.upperBound == composite.bytes.count { return }
      if value == nil, key.upperBound == composite.bytes.count { return composite.empty() }
    }
    var keyBytes: [UInt8] = [CompositeValue.Tag.key.rawValue, 0]
    if let key { keyBytes = Array(composite.bytes[key]) }
    // The value, which may be large, moves at most once.
    let value = value ?? composite.bytes.count..<composite.bytes.count
    composite.replace(value.upperBound..<composite.bytes.count)
    composite.replace(start..<value.lowerBound, with: keyBytes)
    if value.isEmpty { composite.empty() }
  }
}
