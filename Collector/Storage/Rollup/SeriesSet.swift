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
  package internal(set) var series: [Series] = []
  private var numbers = IdentityNumbers<Identity>()
  /// Finds series by identity and minute; catches up when something is merged in, not for reading.
  private var places = EntryIndex()

  package var identities: [Identity] { numbers.identities }

  init() {}

  /// What is to be merged in: identities, each with the statistics of one minute.
  typealias Entry = (identity: Identity, minute: Minute, statistics: CallStatistics)

  /// Merges entries; of identities, those with the most calls come first to a number of their own.
  mutating func merge(_ entries: [Entry], identityLimit: Int, overflow: StringCode) {
    while places.count < series.count {
      let entry = series[places.count]
      places.add(Self.hash(entry.identity, entry.minute))
    }
    series.reserveCapacity(series.count + entries.count)
    for index in order(of: entries, identityLimit: identityLimit) {
      let number = number(of: entries[index].identity, limit: identityLimit, overflow: overflow)
      merge(entries[index].statistics, identity: number, minute: entries[index].minute)
    }
  }

  /// Entries by falling number of calls of their identities where there may be too many of these, else as they come.
  private func order(of entries: [Entry], identityLimit: Int) -> [Int] {
    if numbers.count + entries.count <= identityLimit { return Array(entries.indices) }
    var own = IdentityNumbers<Identity>()
    var callCounts: [UInt64] = []
    let numbersOfEntries = entries.map { entry in
      let number = own.number(of: entry.identity) ?? own.append(entry.identity)
      if number == callCounts.count { callCounts.append(0) }
      callCounts[number] += entry.statistics.count
      return number
    }
    return entries.indices.sorted { left, right in
      let (leftCount, rightCount) = (callCounts[numbersOfEntries[left]], callCounts[numbersOfEntries[right]])
      return leftCount != rightCount ? leftCount > rightCount : left < right
    }
  }

  /// The number of an identity; the number of what it is folded into when there are too many already.
  private mutating func number(of identity: Identity, limit: Int, overflow: StringCode) -> Int {
    if let known = numbers.number(of: identity) { return known }
    if numbers.count < limit { return numbers.append(identity) }
    let ofService = identity.folded(overflow: overflow, keepsService: true)
    if let known = numbers.number(of: ofService) { return known }
    if numbers.count < limit + limit / 4 { return numbers.append(ofService) }
    let ofAll = identity.folded(overflow: overflow, keepsService: false)
    return numbers.number(of: ofAll) ?? numbers.append(ofAll)
  }

  private mutating func merge(_ statistics: CallStatistics, identity: Int, minute: Minute) {
    let hash = Self.hash(identity, minute)
    var search = places.search(for: hash)
    while let place = places.next(&search) {
      guard series[place].identity == identity, series[place].minute == minute else { continue }
      series[place].statistics.merge(statistics)
      return
    }
    places.add(hash)
    series.append(Series(identity: identity, minute: minute, statistics: statistics))
  }

  private static func hash(_ identity: Int, _ minute: Minute) -> UInt64 {
    var hash = WordHash()
    hash.combine(UInt64(identity) << 32 | UInt64(minute))
    return hash.value
  }

  /// A set as it was stored: every identity once, with its series by minute.
  init(identities: [Identity], series: [Series]) {
    self.series = series
    for identity in identities { numbers.append(identity) }
  }
}
