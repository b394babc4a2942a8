/// The limits of rollups, in one place.
package enum RollupLimits {
  /// How many distinct operations, and how many distinct edges, a builder tells apart. Further ones are counted under
  /// the name `Rollup.overflowName`, by service for a quarter as many services again, and then all as one.
  ///
  /// A system that is well named has hundreds. IDs inside span names make millions, which nobody could read.
  package static let identityCount = 4_096

  /// The same for a rollup that others are merged into.
  package static let mergedIdentityCount = 65_536

  /// One exemplar is kept for so many spans, and `smallestExemplarCount` in any case. An exemplar costs up to 24 bytes
  /// that nothing compresses; on a quiet server, where every minute holds a few spans, they would double its file.
  package static let spansPerExemplar = 128
  package static let smallestExemplarCount = 64

  /// From so many series on a rollup is stored by hours as well, if that makes at most half as many. Decoding fewer takes
  /// less than a millisecond, and a busy store, whose rollups count a minute or two each, pays nothing.
  package static let seriesCountWithHours = 2_048

  /// The largest packed area of a rollup, inflated, in bytes. A header that asks for more is damaged.
  package static let inflatedByteCount = 1 << 28

  /// The most calls of one series that a stored rollup may claim, so that sums of rollups cannot overflow.
  package static let storedCallCount: UInt64 = 1 << 40
}
