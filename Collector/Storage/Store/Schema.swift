import TelemetryStorage

/// The tables of a store file, their version, and how older versions become this one.
///
/// Two numbers in the file's header say what it is: `application_id` that it is a Skein store, `user_version` which
/// version of the schema it has.
package struct Schema: Sendable {
  /// "SKEI": tells a Skein store from other SQLite files.
  static let applicationID: Int64 = 0x534B_4549

  let version: Int64
  /// Makes the tables of `version` in an empty file.
  let creation: String
  /// Element `i` turns version `i + 1` into version `i + 2`.
  let migrations: [String]

  package init(version: Int64, creation: String, migrations: [String]) {
    precondition(migrations.count == version - 1, "every older version has a migration")
    self.version = version
    self.creation = creation
    self.migrations = migrations
  }

  /// The schema of this version of Skein.
  ///
  /// A segment is immutable, and its parts have the IDs `segment * 8 + part`. Its ID is higher than all that were
  /// handed out before, and never used again. `t0` and `t1` are the earliest and the latest start in nanoseconds, at
  /// most 2^63 - 1; `arrived` is when its spans were received (see `SegmentEntry.arrived`); `bytes` is the size of its
  /// blobs. `meta` is one row that lets readers notice that segments went away.
  ///
  /// `damaged_segment` holds the rows of segments that were set aside. Their parts stay where they are.
  ///
  /// `rollup` holds a row for each level-1 segment, with its ID, and goes on holding it when retention has removed the
  /// segment. `first_minute` and `last_minute` are whole minutes since 1970, `spans` is how many spans it counts.
  /// `rollup_hours` holds, under the same ID, the same figures by hours, where these are much smaller.
  ///
  /// `log_segment` and `log_segment_part` are the same for log records (see `Schema.logs`). All kinds of segments share
  /// one sequence of IDs.
  ///
  /// `metric_segment` and `metric_segment_part` are the same for points of metrics (see `Schema.metrics`).
  ///
  /// `archived_trace` and `archived_segment` hold the traces that are kept for longer (see `Schema.archive`).
  package static let current = Schema(
    version: 7,
    creation: """
      CREATE TABLE segment (
        id INTEGER PRIMARY KEY, level INT NOT NULL, t0 INT NOT NULL, t1 INT NOT NULL, spans INT NOT NULL,
        traces INT NOT NULL, summary BLOB NOT NULL, trace_filter BLOB NOT NULL,
        arrived INT NOT NULL DEFAULT 0, bytes INT NOT NULL DEFAULT 0
      ) STRICT;
      CREATE TABLE segment_part (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
      CREATE TABLE meta (removals INT NOT NULL, highest_removed INT NOT NULL) STRICT;
      INSERT INTO meta VALUES (0, 0);
      \(damagedSegments)
      \(rollups)
      \(census)
      \(logs)
      \(metrics)
      \(rollupHours)
      \(archive)
      """,
    migrations: [
      // The spans arrived at some time before now: with now, retention errs on the side of keeping them.
      """
      ALTER TABLE segment ADD COLUMN arrived INT NOT NULL DEFAULT 0;
      ALTER TABLE segment ADD COLUMN bytes INT NOT NULL DEFAULT 0;
      UPDATE segment SET arrived = CAST(strftime('%s', 'now') AS INT) * 1000000000,
        bytes = length(summary) + length(trace_filter)
          + coalesce((SELECT sum(length(data)) FROM segment_part WHERE segment_part.id / 8 = segment.id), 0)
        WHERE id > 0;
      DROP TRIGGER segment_removed;
      \(damagedSegments)
      """,
      // Maintenance makes the rollups of the segments that are there.
      "\(rollups)\n\(census)",
      logs,
      metrics,
      // Rollups that are there already do without: their hours are made of their minutes by the queries that need them.
      rollupHours,
      archive,
    ])

  private static let damagedSegments = """
    CREATE TABLE damaged_segment (
      id INTEGER PRIMARY KEY, level INT NOT NULL, t0 INT NOT NULL, t1 INT NOT NULL, spans INT NOT NULL,
      traces INT NOT NULL, summary BLOB NOT NULL, trace_filter BLOB NOT NULL,
      arrived INT NOT NULL, bytes INT NOT NULL
    ) STRICT;
    CREATE TRIGGER segment_removed AFTER DELETE ON segment BEGIN
      DELETE FROM segment_part WHERE id BETWEEN old.id * 8 AND old.id * 8 + 7
        AND old.id NOT IN (SELECT id FROM damaged_segment);
      UPDATE meta SET removals = removals + 1, highest_removed = max(highest_removed, old.id);
    END;
    CREATE TRIGGER damaged_segment_removed AFTER DELETE ON damaged_segment BEGIN
      DELETE FROM segment_part WHERE id BETWEEN old.id * 8 AND old.id * 8 + 7;
    END;
    """

  private static let rollups = """
    CREATE TABLE rollup (
      id INTEGER PRIMARY KEY, first_minute INT NOT NULL, last_minute INT NOT NULL, spans INT NOT NULL,
      arrived INT NOT NULL, data BLOB NOT NULL
    ) STRICT;
    CREATE INDEX rollup_by_minute ON rollup (last_minute, first_minute);
    """

  private static let rollupHours = """
    CREATE TABLE rollup_hours (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
    CREATE TRIGGER rollup_removed AFTER DELETE ON rollup BEGIN
      DELETE FROM rollup_hours WHERE id = old.id;
    END;
    """

  /// How many segments there are, and the sum of their IDs modulo 2^32: SQLite's own pages have no checksum, and a bit
  /// that flips in them can hide rows.
  private static let census = """
    ALTER TABLE meta ADD COLUMN segments INT NOT NULL DEFAULT 0;
    ALTER TABLE meta ADD COLUMN segment_ids INT NOT NULL DEFAULT 0;
    UPDATE meta SET segments = (SELECT count(*) FROM segment),
      segment_ids = (SELECT coalesce(sum(id & 4294967295), 0) & 4294967295 FROM segment);
    CREATE TRIGGER segment_counted_in AFTER INSERT ON segment BEGIN
      UPDATE meta SET segments = segments + 1, segment_ids = (segment_ids + (new.id & 4294967295)) & 4294967295;
    END;
    CREATE TRIGGER segment_counted_out AFTER DELETE ON segment BEGIN
      UPDATE meta SET segments = segments - 1, segment_ids = (segment_ids - (old.id & 4294967295)) & 4294967295;
    END;
    """

  /// The tables of a store, each with the version of the schema that brought it.
  private static let tables: [(name: String, since: Int64)] = [
    ("segment", 1), ("segment_part", 1), ("meta", 1), ("damaged_segment", 2), ("rollup", 3),
    ("log_segment", 4), ("log_segment_part", 4), ("log_meta", 4),
    ("metric_segment", 5), ("metric_segment_part", 5), ("metric_meta", 5),
    ("rollup_hours", 6),
    ("archived_trace", 7), ("archived_segment", 7),
  ]
}

extension Schema {
  /// Makes the file a store of this version, whatever older version it has.
  func prepare(_ connection: SQLiteConnection) throws(StoreError) {
    switch try admit(connection) {
    case .empty: try apply([creation], to: connection)
    case .older(let older): try apply(Array(migrations[Int(older - 1)...]), to: connection)
    case .current: break
    }
  }

  /// Throws unless the file is a store of exactly this version.
  func check(_ connection: SQLiteConnection) throws(StoreError) {
    switch try admit(connection) {
    case .empty:
      throw StoreError(
        .unavailable, "\(connection.path) holds no telemetry yet; start `skein serve` or `skein collector` on it first")
    case .older(let older):
      throw StoreError(
        .incompatible,
        "\(connection.path) has the older schema version \(older); start `skein serve` or `skein collector` on it once")
    case .current:
      break
    }
  }

  /// All in one transaction, the version included: a crash leaves the old state or the new one.
  private func apply(_ scripts: [String], to connection: SQLiteConnection) throws(StoreError) {
    do {
      try connection.execute("BEGIN IMMEDIATE")
      for script in scripts { try connection.execute(script) }
      try connection.execute("PRAGMA application_id = \(Self.applicationID)")
      try connection.execute("PRAGMA user_version = \(version)")
      try connection.execute("COMMIT")
    } catch {
      connection.rollBack()
      throw error
    }
  }
}

extension Schema {
  /// A file that we may work with.
  enum Admission {
    case empty
    case older(version: Int64)
    case current
  }

  /// Looks at a file without changing it, and refuses what is not ours to read or write.
  func admit(_ connection: SQLiteConnection) throws(StoreError) -> Admission {
    let path = connection.path
    let found = try connection.number("PRAGMA user_version")
    guard try connection.number("PRAGMA application_id") == Self.applicationID else {
      let isEmpty = try connection.number("SELECT count(*) FROM sqlite_schema") == 0
      if isEmpty && found == 0 { return .empty }
      throw StoreError(.incompatible, "\(path) belongs to another program; choose another file")
    }
    guard found <= version else {
      throw StoreError(
        .incompatible,
        "\(path) was made by a newer Skein (schema version \(found), this one knows \(version)); use that or a later one"
      )
    }
    guard found >= 1 else {
      throw StoreError(.incompatible, "\(path) claims the schema version \(found), which never was; restore a backup")
    }
    // Views and virtual tables have no root page: they could make a query run anything, for ever.
    let names = Self.tables.map { "'\($0.name)'" }.joined(separator: ", ")
    let tableCount = try connection.number(
      "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name IN (\(names))")
    guard tableCount == Self.tables.count(where: { $0.since <= found }) else {
      throw StoreError(.corrupt, "\(path): tables of the store are missing; restore a backup")
    }
    return found < version ? .older(version: found) : .current
  }
}
