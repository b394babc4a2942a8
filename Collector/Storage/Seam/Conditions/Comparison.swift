/// The six comparisons.
package enum Comparison: Hashable, Sendable, CaseIterable {
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

  /// Whether it holds between two values in this order.
  @inline(__always)
  package func holds(_ order: Order) -> Bool {
    switch self {
    case .equal: order == .same
    case .notEqual: order != .same
    case .less: order == .rising
    case .lessOrEqual: order == .rising || order == .same
    case .greater: order == .falling
    case .greaterOrEqual: order == .falling || order == .same
    }
  }

  /// How two values lie to each other.
  package enum Order {
    case rising, same, falling
    /// One of them is not a number: only `!=` holds.
    case none

    @inline(__always)
    package init<Value: Comparable>(_ left: Value, _ right: Value) {
      self = left < right ? .rising : left == right ? .same : left > right ? .falling : .none
    }
  }
}

extension Comparison.Order {
  /// The order of two numbers by their exact values: nothing is rounded to make them comparable.
  package init(_ left: Int64, _ right: Double) {
    if right.isNaN {
      self = .none
    } else if right >= 0x1p63 {
      self = .rising
    } else if right < -0x1p63 {
      self = .falling
    } else {
      let whole = right.rounded(.towardZero)
      let order = Comparison.Order(left, Int64(whole))
      self = order == .same ? Comparison.Order(whole, right) : order
    }
  }

  /// The order of two texts by their bytes, unsigned.
  package init(_ left: ArraySlice<UInt8>, _ right: [UInt8]) {
    for (a, b) in zip(left, right) where a != b {
      self = a < b ? .rising : .falling
      return
    }
    self = Comparison.Order(left.count, right.count)
  }

  package var reversed: Comparison.Order {
    switch self {
    case .rising: .falling
    case .falling: .rising
    case .same, .none: self
    }
  }
}
