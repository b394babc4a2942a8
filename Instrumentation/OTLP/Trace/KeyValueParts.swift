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
    let keyBytes = key.map { Array(composite.bytes[$0]) }
    let valueBytes = value.map { Array(composite.bytes[$0]) }
    composite.replaceTail(from: start)
    if let keyBytes {
      composite.replaceTail(from: start, with: keyBytes)
    } else {
      withRawSpan(of: "") { composite.key($0) }
    }
    if let valueBytes {
      composite.replaceTail(from: composite.bytes.count, with: valueBytes)
    } else {
      composite.empty()
    }
  }
}
