package import TelemetryModel

/// Which bodies a reader of a segment wants.
package protocol LogBodySelection {
  /// What every wanted text holds somewhere, the case of ASCII letters set aside: in lower case.
  var needles: [[UInt8]] { get }

  /// Called once, before any row of the batch is asked about.
  mutating func begin(_ batch: borrowing LogBatch)

  /// Whether the body of a row is wanted.
  mutating func accepts(_ row: Int, in batch: borrowing LogBatch) -> Bool

  /// Whether a body that is this text is wanted.
  func accepts(_ text: ArraySlice<UInt8>) -> Bool
}
