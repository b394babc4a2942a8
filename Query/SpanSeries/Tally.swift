import PromQL
import Rollups
import TelemetryModel

/// Adds up what the series of a selection count, by identity and sample, from the columns of rollups.
struct Tally<Identity: LabelledIdentity> {
  /// Some calls of a native histogram.
  struct Entry: BitwiseCopyable {
    let slot: UInt32
    /// `zeroPlace` for calls that took no time at all.
    let place: UInt16
    let count: UInt64
  }

  static var zeroPlace: UInt16 { .max }

  let selection: Selection<Identity>
  let grid: MinuteGrid
  private(set) var table = IdentityTable<Identity>()
  /// What each sample counts more than the one before, identity by identity, slot by slot; empty where not asked for.
  private(set) var counts: [UInt64] = []
  private(set) var errorCounts: [UInt64] = []
  private(set) var sums: [UInt128] = []
  /// Within each slot, bound by bound, without the one that is none.
  private(set) var bounded: [UInt64] = []
  /// By identity.
  private(set) var entries: [[Entry]] = []
  private let wantsCounts: Bool
  private let wantsErrors: Bool
  private let wantsSums: Bool
  private let wantsBounds: Bool
  private let wantsHistograms: Bool
  private let sampleLimit: Int
  private var heldCount = 0

  init(_ selection: Selection<Identity>, _ grid: MinuteGrid, sampleLimit: Int) {
    self.selection = selection
    self.grid = grid
    self.sampleLimit = sampleLimit
    wantsBounds = selection.wants(.buckets)
    wantsHistograms = selection.wants(.histogram)
    wantsCounts = selection.wants(.count) || wantsBounds || wantsHistograms
    wantsErrors = selection.wants(.errors)
    wantsSums = selection.wants(.sum) || wantsHistograms
  }

  mutating func add(_ rollup: RollupColumns) throws(PromQLError) {
    if selection.isEmpty { return }
    let columns = Identity.columns(of: rollup)
    for (index, identity) in columns.identities.enumerated() {
      let series = columns.series(of: index, in: grid.minutes)
      guard !series.isEmpty, selection.accepts(identity, rollup.strings) else { continue }
      let number = table.number(of: identity, rollup.strings)
      if number == entries.count { try makeRoom() }
      try add(series, of: columns, to: number)
    }
  }

  /// For one more identity.
  private mutating func makeRoom() throws(PromQLError) {
    let seriesCount = selection.seriesPerIdentity + (wantsBounds ? LatencyBounds.count : 0)
    try hold(grid.count * seriesCount)
    if wantsCounts { counts.append(contentsOf: repeatElement(0, count: grid.count)) }
    if wantsErrors { errorCounts.append(contentsOf: repeatElement(0, count: grid.count)) }
    if wantsSums { sums.append(contentsOf: repeatElement(0, count: grid.count)) }
    if wantsBounds { bounded.append(contentsOf: repeatElement(0, count: grid.count * LatencyBounds.count)) }
    entries.append([])
  }

  private mutating func hold(_ count: Int) throws(PromQLError) {
    heldCount += count
    guard heldCount <= sampleLimit else { throw .tooManySamples(limit: sampleLimit) }
  }

  private mutating func add(
    _ series: Range<Int>, of columns: SeriesColumns<Identity>, to number: Int
  ) throws(PromQLError) {
    for index in series {
      let slot = grid.slot(of: columns.minutes[index])
      let cell = number * grid.count + slot
      if wantsCounts { counts[cell] += columns.counts[index] }
      if wantsErrors { errorCounts[cell] += columns.errorCounts[index] }
      if wantsSums { sums[cell] += columns.sums[index] }
      if wantsBounds {
        bounded[cell * LatencyBounds.count] += columns.zeroCounts[index]
        columns.forEachBucket(of: index) { place, count in
          let bound = Int(LatencyBounds.numbers[place])
          if bound < LatencyBounds.count { bounded[cell * LatencyBounds.count + bound] += count }
        }
      }
      if wantsHistograms { try addEntries(index, of: columns, to: number, slot: UInt32(slot)) }
    }
  }

  private mutating func addEntries(
    _ series: Int, of columns: SeriesColumns<Identity>, to number: Int, slot: UInt32
  ) throws(PromQLError) {
    let countBefore = entries[number].count
    let zeroCount = columns.zeroCounts[series]
    if zeroCount > 0 { entries[number].append(Entry(slot: slot, place: Self.zeroPlace, count: zeroCount)) }
    columns.forEachBucket(of: series) { place, count in
      entries[number].append(Entry(slot: slot, place: UInt16(place), count: count))
    }
    try hold(entries[number].count - countBefore)
  }
}
