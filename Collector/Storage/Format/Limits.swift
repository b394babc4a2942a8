/// The limits of the segment format, in one place.
package enum SegmentLimits {
  /// The largest packed area of a segment, inflated, in bytes. A header that asks for more is damaged.
  ///
  /// The store splits what it commits into segments far below this.
  package static let inflatedByteCount = 1 << 30

  /// The largest packed area that a level-0 segment has as it is, in bytes; at most 65,535. Larger ones are deflated.
  ///
  /// A group of some 70 messy or 110 tame spans. Deflating it saves two pages of 4 KiB, for 200 CPU-microseconds.
  package static let storedPackedByteCount = 16 << 10

  /// How many distinct operations the summary of one segment lists. With more, it lists the first ones and says that
  /// it is incomplete: such a segment is never left out of a scan for its service or operation.
  package static let summaryOperationCount = 10_000

  /// How many distinct status codes the summary of one segment lists. OTLP has three; with more, none are listed, and
  /// the segment is never left out of a scan for its status.
  package static let summaryStatusCount = 8

  /// How many pairs of service and severity the summary of one log segment lists. With more, it lists the first ones
  /// and says that it is incomplete: such a segment is never left out of a search for its service or severity.
  package static let summarySeverityCount = 10_000

  // MARK: Level 1. None of these refuses anything: beyond them, values are stored in a plainer way that takes more bytes.

  /// The longest text that is searched for a template, in bytes. Longer ones (prompts, stack traces) seldom share one;
  /// they are stored as they are, in the dictionary.
  package static let templateTextByteCount = 4096

  /// The longest word of letters and digits that may become slots, in bytes; longer ones stay text. Two SHA-256 halves.
  package static let templateWordByteCount = 64

  /// The most slots of one template; further numbers of the text stay text.
  package static let templateSlotCount = 30

  /// How many templates a column tells apart; its other texts are stored whole. With the whole texts, one byte.
  package static let templatesPerColumn = 250

  /// How many operations a level-1 segment lists with their names. With more, the names of those that differ in nothing
  /// else move into a column, where they are templated like an attribute: names with IDs inside stay small.
  package static let namedOperationCount = 2048

  /// How many names such a group may have before its names move into a column.
  package static let namesPerOperationGroup = 8

  /// How often an operation must occur to have columns of its own. Rarer ones share one column per key and kind, so
  /// that thousands of operations or shapes do not mean tens of thousands of columns.
  package static let ownColumnsItemCount = 16

  /// How many attribute keys, and how many operations, the figures of one segment tell apart. With more, the smallest
  /// are added up as "others": figures stay a thousandth of the segment, whatever names there are.
  package static let figureCount = 256

  /// The longest name in the figures of a segment, in bytes; longer ones are cut between characters.
  package static let figureNameByteCount = 256

  // MARK: Metrics

  /// About how many points one group of a metric segment holds; a reader decodes whole groups. More would save a little
  /// space, and cost more for a query that wants one series.
  package static let metricGroupPointCount = 8192

  /// About how many numbers hang below the points of one group (buckets, quantiles, exemplars) before it is closed.
  package static let metricGroupNumberCount = 1 << 20

  /// How many numbers a column may have that takes no room because all are the same. Beyond, each takes a byte, so that
  /// damaged bytes cannot ask for absurd memory.
  package static let freeColumnCount = 65_536
}
