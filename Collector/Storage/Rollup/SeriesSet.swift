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
  private var places: [UInt64: Int] = [:]

  init() {}

  /// The number of an identity; the number of what it is folded into when there are too many already.
  mutating func number(of identity: Identity, limit: Int, overflow: StringCode) -> Int {
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

  mutating func merge(_ statistics: CallStatistics, identity: Int, minute: Minute) {
    let key = UInt64(identity) << 32 | UInt64(minute)
    if let place = places[key] {
      series[place].statistics.merge(statistics)
    } else {
      places[key] = series.count
      series.append(Series(identity: identity, minute: minute, statistics: statistics))
    }
  }

  /// Adds an identity; `false` when it is there already.
  mutating func insert(_ identity: Identity) -> Bool {
    if identityNumbers[identity] != nil { return false }
    _ = append(identity)
    return true
  }
}
