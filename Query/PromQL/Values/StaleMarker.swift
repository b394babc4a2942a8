extension Double {
  /// Prometheus' mark for "the series ended here": one NaN of its own, told from others by its bits.
  ///
  /// Inside the evaluator the same bits say that a series has no value at a step. No computation yields them: what
  /// arithmetic makes of a NaN is always a quiet one.
  package static let staleMarker = Double(bitPattern: 0x7FF0_0000_0000_0002)

  package var isStaleMarker: Bool { bitPattern == Self.staleMarker.bitPattern }
}
