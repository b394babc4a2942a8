import TelemetryModel

/// Whole minutes since the Unix epoch. The latest time that OTLP can name lies in minute 307,445,734.
package typealias Minute = UInt32

/// The calls of one identity that started in one minute.
package struct Series: Sendable {
  /// Index into the identities of the set.
  package let identity: Int
  package let minute: Minute
  package internal(set) var statistics: CallStatistics
}

/// Series, found by identity and minute.
package struct SeriesSet<Identity: RollupIdentity>: Sendable {
  package private(set) var identities: [Identity] = []
  package internal(set) var series: [Series] = []
  private var identityNumbers: [Identity: Int] = [:]
  /// Where the series of an identity and minute stands; made when something is merged in, not for reading.
  private var places: [UInt64: Int] = [:]

  init() {}

  /// What is to be merged in: identities, each with the statistics of one minute.
  typealias Entry = (identity: Identity, minute: Minute, statistics: CallStatistics)

  /// Merges entries; of identities, those with the most calls come first to a number of their own.
  mutating func merge(_ entries: [Entry], identityLimit: Int, overflow: StringCode) {
    indexSeries()
    var entries = entries
    places.reserveCapacity(series.count + entries.count)
    series.reserveCapacity(series.count + entries.count)
    if identities.count + entries.count > identityLimit {
      var callCounts: [Identity: UInt64] = [:]
      for entry in entries { callCounts[entry.identity, default: 0] += entry.statistics.count }
      let order = entries.map { callCounts[$0.identity] ?? 0 }
      entries = entries.indices.sorted { (order[$1], $0) < (order[$0], $1) }.map { entries[$0] }
    }
    for entry in entries {
      let number = number(of: entry.identity, limit: identityLimit, overflow: overflow)
      merge(entry.statistics, identity: number, minute: entry.minute)
    }
  }

  /// The number of an identity; the number of what it is folded into when there are too many already.
  private mutating func number(of identity: Identity, limit: Int, overflow: StringCode) -> Int {
    if let known = identityNumbers[identity] { return known }
    if identities.count < limit { return append(identity) }
    let ofService = identity.folded(overflow: overflow, keepsService: true)
    if let known = identityNumbers[ofService] { return known }
    if identities.count < limit + limit / 4 { return append(ofService) }
    let ofAll = identity.folded(overflow: overflow, keepsService: false)
    return identityNumbers[ofAll] ?? append(ofAll)
  }

  private mutating func append(_ identity: Identity) -> Int {
    identityNumbers[identity] = identities.count
    identities.append(identity)
    return identities.count - 1
  }

  private mutating func merge(_ statistics: CallStatistics, identity: Int, minute: Minute) {
    let key = Self.key(identity, minute)
    if let place = places[key] {
      series[place].statistics.merge(statistics)
    } else {
      places[key] = series.count
      series.append(Series(identity: identity, minute: minute, statistics: statistics))
    }
  }

  private static func key(_ identity: Int, _ minute: Minute) -> UInt64 { UInt64(identity) << 32 | UInt64(minute) }

  private mutating func indexSeries() {
    if places.count == series.count { return }
    places.reserveCapacity(series.count)
    for (place, entry) in series.enumerated() { places[Self.key(entry.identity, entry.minute)] = place }
  }

  /// A set as it was stored: every identity once, with its series by minute.
  init(identities: [Identity], series: [Series]) {
    self.identities = identities
    self.series = series
    identityNumbers.reserveCapacity(identities.count)
    for (number, identity) in identities.enumerated() { identityNumbers[identity] = number }
  }
}
