/// Where the bytes of a store are, and how long its space lasts.
///
/// Every table adds up: bytes by column, and bytes by operation, each have the sum of the levels' bytes, and those of
/// logs and metrics the sum of theirs. Names are untrusted.
package struct StorageFigures: Equatable, Sendable, Codable {
  /// The segments of one level.
  package struct Level: Equatable, Sendable, Codable {
    package var level: Int
    package var segments = 0
    package var spans = 0
    /// Traces of each segment, added up: one that lies in two segments counts twice.
    package var traces = 0
    package var bytes = 0

    package init(level: Int) { self.level = level }
  }

  package enum ColumnKind: String, Sendable, Codable {
    /// Times, IDs, tree structure, dictionaries.
    case stream
    /// The values of one attribute key.
    case attribute
    /// What helps to leave segments out of queries, and checksums.
    case overhead
    /// Segments whose columns are not known one by one: not merged yet, or merged by an older version.
    case unmeasured
  }

  package struct Column: Equatable, Sendable, Codable {
    package var kind: ColumnKind
    package var name: String
    package var bytes: Int

    package init(kind: ColumnKind, name: String, bytes: Int) {
      self.kind = kind
      self.name = name
      self.bytes = bytes
    }
  }

  package struct Service: Equatable, Sendable, Codable {
    package var service: String
    package var spans: Int
    package var bytes: Int

    package init(service: String, spans: Int, bytes: Int) {
      self.service = service
      self.spans = spans
      self.bytes = bytes
    }
  }

  package struct Operation: Equatable, Sendable, Codable {
    package var service: String
    /// `nil`: those operations of the service whose names are too many to be told apart.
    package var operation: String?
    package var spans: Int
    package var bytes: Int

    package init(service: String, operation: String?, spans: Int, bytes: Int) {
      self.service = service
      self.operation = operation
      self.spans = spans
      self.bytes = bytes
    }
  }

  /// What is in the file beside segments.
  package struct File: Equatable, Sendable, Codable {
    /// The database file as its latest state has it, free pages included, without the write-ahead log.
    package var bytes = 0
    /// Pages that hold nothing and will be used again.
    package var freeBytes = 0
    package var walBytes = 0
    /// What the database needs to find segments, and half-filled pages.
    package var structureBytes = 0
    /// Segments that were set aside as damaged.
    package var damagedBytes = 0

    package init() {}
  }

  /// Points of metrics, of all levels.
  package struct Metrics: Equatable, Sendable, Codable {
    package var segments = 0
    package var points = 0
    /// Of segments.
    package var bytes = 0
    /// By falling size.
    package var columns: [Column] = []

    package init() {}
  }

  /// Log records, of all levels.
  package struct Logs: Equatable, Sendable, Codable {
    package var segments = 0
    package var records = 0
    /// Of segments.
    package var bytes = 0
    /// By falling size.
    package var columns: [Column] = []

    package init() {}
  }

  /// Traces that are kept for longer than the rest, with their log records.
  package struct Archive: Equatable, Sendable, Codable {
    package var traces = 0
    package var spans = 0
    package var records = 0
    /// Of segments.
    package var bytes = 0

    package init() {}
  }

  /// What arrived on one day (UTC) and is still stored.
  package struct Day: Equatable, Sendable, Codable {
    /// `2026-11-22`
    package var day: String
    package var spans: Int
    package var bytes: Int

    package init(day: String, spans: Int, bytes: Int) {
      self.day = day
      self.spans = spans
      self.bytes = bytes
    }
  }

  package enum Limit: String, Sendable, Codable {
    /// The bytes that retention keeps: then the oldest spans go.
    case retainBytes
    /// The free space of the disk: then nothing can be stored any more.
    case disk
  }

  /// How long the space lasts if as much goes on arriving.
  package struct Forecast: Equatable, Sendable, Codable {
    package var limit: Limit
    /// How much may still be added.
    package var remainingBytes: Int
    /// The time over which the rate was measured: the last 24 hours, or less if the store is younger.
    package var measuredSeconds: Double
    package var spansPerDay: Double
    /// With the bytes that a span takes once it is merged.
    package var bytesPerDay: Double
    /// `nil` when nothing arrived in that time.
    package var daysLeft: Double?

    package init(
      limit: Limit, remainingBytes: Int, measuredSeconds: Double, spansPerDay: Double, bytesPerDay: Double,
      daysLeft: Double?
    ) {
      self.limit = limit
      self.remainingBytes = remainingBytes
      self.measuredSeconds = measuredSeconds
      self.spansPerDay = spansPerDay
      self.bytesPerDay = bytesPerDay
      self.daysLeft = daysLeft
    }
  }

  package var levels: [Level] = []
  /// By falling size.
  package var columns: [Column] = []
  /// By falling size, as are `operations`; what is not measured comes under an empty service.
  package var services: [Service] = []
  package var operations: [Operation] = []
  package var file = File()
  /// `nil` from a server of before metrics were kept; so is `logs`.
  package var metrics: Metrics?
  package var logs: Logs?
  /// `nil` from a server of before traces were archived.
  package var archive: Archive?
  /// By rising day.
  package var days: [Day] = []
  package var forecast: Forecast?
  /// Segments whose columns are not known one by one.
  package var unmeasuredSegments = 0

  package init() {}

  package var spans: Int { levels.reduce(0) { $0 + $1.spans } }
  /// Of segments.
  package var bytes: Int { levels.reduce(0) { $0 + $1.bytes } }
}
