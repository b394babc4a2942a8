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
  /// A segment is immutable, and its parts have the IDs `segment * 8 + part`. Its ID is higher than all before and
  /// never used again. `t0` and `t1` are the earliest and the latest start in nanoseconds, at most 2^63 - 1. `meta` is
  /// one row that lets readers notice that segments went away.
  package static let current = Schema(
    version: 1,
    creation: """
      CREATE TABLE segment (
        id INTEGER PRIMARY KEY, level INT NOT NULL, t0 INT NOT NULL, t1 INT NOT NULL, spans INT NOT NULL,
        traces INT NOT NULL, summary BLOB NOT NULL, trace_filter BLOB NOT NULL
      ) STRICT;
      CREATE TABLE segment_part (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
      CREATE TABLE meta (removals INT NOT NULL, highest_removed INT NOT NULL) STRICT;
      INSERT INTO meta VALUES (0, 0);
      CREATE TRIGGER segment_removed AFTER DELETE ON segment BEGIN
        DELETE FROM segment_part WHERE id BETWEEN old.id * 8 AND old.id * 8 + 7;
        UPDATE meta SET removals = removals + 1, highest_removed = max(highest_removed, old.id);
      END;
      """,
    migrations: [])

  /// What a file is, as far as its header says.
  enum State {
    case empty
    case store(version: Int64)
    case foreign
  }

  static func state(of connection: SQLiteConnection) throws(StoreError) -> State {
    let application = try connection.number("PRAGMA application_id")
    let version = try connection.number("PRAGMA user_version")
    if application == applicationID { return .store(version: version) }
    let isEmpty = try connection.number("SELECT count(*) FROM sqlite_schema") == 0
    return isEmpty && application == 0 && version == 0 ? .empty : .foreign
  }
}

extension Schema {
  /// Makes the file a store of this version, whatever older version it has, or refuses it untouched.
  func prepare(_ connection: SQLiteConnection) throws(StoreError) {
    switch try Self.state(of: connection) {
    case .empty:
      try apply([creation], to: connection)
    case .store(version):
      break
    case .store(let older) where (1..<version).contains(older):
      try apply(Array(migrations[Int(older - 1)...]), to: connection)
    case .store(let other):
      throw refusal(of: other, path: connection.path)
    case .foreign:
      throw Self.foreign(connection.path)
    }
  }

  /// Throws unless the file is a store of exactly this version.
  func check(_ connection: SQLiteConnection) throws(StoreError) {
    switch try Self.state(of: connection) {
    case .store(version):
      break
    case .store(let older) where (1..<version).contains(older):
      throw StoreError(
        .incompatible,
        "\(connection.path) has the older schema version \(older); start `skein serve` or `skein collector` on it once")
    case .store(let other):
      throw refusal(of: other, path: connection.path)
    case .empty:
      throw StoreError(
        .unavailable, "\(connection.path) holds no telemetry yet; start `skein serve` or `skein collector` on it first")
    case .foreign:
      throw Self.foreign(connection.path)
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

  private func refusal(of other: Int64, path: String) -> StoreError {
    guard other > version else {
      return StoreError(.incompatible, "\(path) claims the schema version \(other), which never was; restore a backup")
    }
    return StoreError(
      .incompatible,
      "\(path) was made by a newer Skein (schema version \(other), this one knows \(version)); use that or a later one")
  }

  private static func foreign(_ path: String) -> StoreError {
    StoreError(.incompatible, "\(path) belongs to another program; choose another file")
  }
}
