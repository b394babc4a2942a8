/// Values as tokens: 0 is a value not met before, any other token says how many new values ago this one was new.
///
/// IDs that belong together come close together, so that most tokens are small. Writer and reader keep the list alike.
struct RecencyList<Value: Hashable> {
  /// The distinct values, in the order of their first use.
  private(set) var values: [Value] = []
  private var places: [Value: Int] = [:]

  mutating func token(for value: Value) -> UInt64 {
    if let place = places[value] { return UInt64(values.count - place) }
    places[value] = values.count
    values.append(value)
    return 0
  }
}

/// The reading half of `RecencyList`: the values are known beforehand.
struct RecencyReader<Value> {
  let values: [Value]
  private var count = 0

  init(_ values: [Value]) { self.values = values }

  /// The value of a token, or `nil` when there is none.
  mutating func value(of token: UInt64) -> Value? {
    if token == 0 {
      guard count < values.count else { return nil }
      count += 1
      return values[count - 1]
    }
    guard token <= UInt64(count) else { return nil }
    return values[count - Int(token)]
  }

  /// Whether every value was used.
  var isExhausted: Bool { count == values.count }
}
