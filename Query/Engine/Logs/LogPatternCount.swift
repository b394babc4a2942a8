import LogPatterns
package import TelemetryModel

/// What the bodies of some records have in common.
package struct LogPatterns: Sendable {
  /// The most frequent first.
  package let patterns: [Pattern]
  /// How many records fulfilled the query.
  package let recordCount: Int
  /// Records whose body is no plain text, or whose pattern came when `QueryLimits.logPatternCount` were known already.
  package let otherRecordCount: Int

  package struct Pattern: Sendable {
    /// The text with `<*>` for each number, ID and address.
    package let text: String
    package fileprivate(set) var recordCount = 0
    package fileprivate(set) var severities: [SeverityNumber: Int] = [:]
    package fileprivate(set) var services: [String: Int] = [:]
    package fileprivate(set) var first: Timestamp
    package fileprivate(set) var last: Timestamp
    /// The body of the latest of its records.
    package fileprivate(set) var example: String

    package init(
      text: String, recordCount: Int = 0, severities: [SeverityNumber: Int] = [:], services: [String: Int] = [:],
      first: Timestamp, last: Timestamp, example: String
    ) {
      self.text = text
      self.recordCount = recordCount
      self.severities = severities
      self.services = services
      self.first = first
      self.last = last
      self.example = example
    }

    /// The highest severity of its records.
    package var highestSeverity: SeverityNumber { severities.keys.max() ?? .unspecified }
  }
}

/// Counts records by the patterns of their bodies.
struct LogPatternCount {
  private var patterns: [String: LogPatterns.Pattern] = [:]
  private var recordCount = 0
  private var otherRecordCount = 0
  private var reader = LogPatternReader()

  /// What the rows of a batch that share a pattern have.
  private struct Share {
    var recordCount = 0
    var severities: [SeverityNumber: Int] = [:]
    var services: [StringCode: Int] = [:]
    var first = Timestamp(nanoseconds: .max)
    var last = Timestamp(nanoseconds: 0)
    var example: StringCode = 0
  }

  mutating func add(
    _ batch: LogBatch, _ accepts: (Int) throws(QueryError) -> Bool
  ) throws(QueryError) {
    var places: [StringCode: Int] = [:]
    var placeOfText: [String: Int] = [:]
    var shares: [Share] = []
    for row in 0..<batch.count where try accepts(row) {
      recordCount += 1
      guard let code = batch.bodyText(of: row) else {
        otherRecordCount += 1
        continue
      }
      let place = places[code] ?? placeOfText[reader.text(of: batch.strings[code]), default: shares.count]
      if place == shares.count {
        placeOfText[reader.text(of: batch.strings[code])] = place
        shares.append(Share())
      }
      places[code] = place
      let time = batch.effectiveTime(of: row)
      shares[place].recordCount += 1
      shares[place].severities[batch.severityNumbers[row], default: 0] += 1
      shares[place].services[batch.serviceName(of: row), default: 0] += 1
      shares[place].first = min(shares[place].first, time)
      if shares[place].last <= time {
        shares[place].last = time
        shares[place].example = code
      }
    }
    for (text, place) in placeOfText { add(shares[place], text, batch) }
  }

  private mutating func add(_ share: Share, _ text: String, _ batch: LogBatch) {
    guard patterns[text] != nil || patterns.count < QueryLimits.logPatternCount else {
      otherRecordCount += share.recordCount
      return
    }
    var pattern =
      patterns[text] ?? LogPatterns.Pattern(text: text, first: share.first, last: share.last, example: "")
    pattern.recordCount += share.recordCount
    pattern.severities.merge(share.severities, uniquingKeysWith: +)
    for (service, count) in share.services { pattern.services[batch.strings.text(service), default: 0] += count }
    pattern.first = min(pattern.first, share.first)
    if pattern.last <= share.last {
      pattern.last = share.last
      pattern.example = batch.strings.text(share.example)
    }
    patterns[text] = pattern
  }

  func finish() -> LogPatterns {
    let sorted = patterns.values.sorted { left, right in
      left.recordCount != right.recordCount ? left.recordCount > right.recordCount : left.text < right.text
    }
    return LogPatterns(patterns: sorted, recordCount: recordCount, otherRecordCount: otherRecordCount)
  }
}
