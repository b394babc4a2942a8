/// The limits of scans, in one place.
package enum ScanLimits {
  /// How many rows are evaluated between two slices of matches: well below a millisecond of work.
  package static let rowsPerSlice = 4_096

  /// How many alternatives a `ScanHint` lists of one thing: enough for `CorrelationKeys.countLimit` keys, each as a text,
  /// an integer and a double. With more, it asks nothing about that thing, and stores
  /// leave out less.
  static let alternativeCount = 128

  /// How many attributes a `ScanHint` demands; further ones are left to the evaluation.
  static let attributeCount = 16
}
