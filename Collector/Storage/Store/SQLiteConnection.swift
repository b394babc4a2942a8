import CSQLite
import TelemetryStorage

/// One connection to a database file, used by one thread at a time.
final class SQLiteConnection {
  enum Access {
    /// Reads, writes and checkpoints. A store has exactly one of these.
    case readWrite
    /// Reads beside a writer of this or another process. Never checkpoints.
    case readOnly
    /// Reads a file that nobody can change, past any locks: for a read-only place, where SQLite cannot make the
    /// shared memory of the WAL.
    case withoutLocks(hasWAL: Bool)
  }

  /// For messages.
  let path: String
  let handle: OpaquePointer
  /// Given back only when the connection is closed: closing may still checkpoint.
  private let lock: WriterLock?

  /// Opens a file; `path` is absolute.
  init(path: String, access: Access, vfs: String? = nil, lock: WriterLock? = nil) throws(StoreError) {
    self.path = path
    self.lock = lock
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(access.name(of: path), &opened, access.flags, access.vfs ?? vfs)
    guard code == SQLITE_OK, let opened else {
      // A failed open leaves a handle behind that holds the message and has to be closed.
      let error = StoreError(sqlite: code, handle: opened, doing: "cannot open", path: path)
      sqlite3_close_v2(opened)
      throw error
    }
    handle = opened
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, StoreLimits.busyMilliseconds)
    // The file may come from anywhere: nothing in its schema is run that could do more than store rows.
    _ = skein_sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1)
    _ = skein_sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    // Only `checkpoint` copies the WAL, on the one connection that writes. Two connections that checkpoint at once can
    // corrupt the file (SQLite before 3.51.3, "WAL-reset bug"; Debian 12 ships 3.40.1).
    if !access.isWriter { _ = skein_sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1) }
    try execute("PRAGMA wal_autocheckpoint = 0")
    try execute("PRAGMA cell_size_check = ON")
    if case .withoutLocks(hasWAL: true) = access { try execute("PRAGMA locking_mode = EXCLUSIVE") }
  }

  deinit { sqlite3_close_v2(handle) }

  /// Runs statements that return nothing of interest.
  func execute(_ sql: String) throws(StoreError) {
    try check(sqlite3_exec(handle, sql, nil, nil, nil), "cannot run \"\(sql)\" in")
  }

  /// The first column of the first row that a statement returns, as a number; 0 when there is none.
  func number(_ sql: String) throws(StoreError) -> Int64 {
    var result: Int64 = 0
    try SQLiteStatement(self, sql).forEachRow { row in result = row.integer(0) }
    return result
  }

  /// The same, as text.
  func text(_ sql: String) throws(StoreError) -> String {
    var result = ""
    try SQLiteStatement(self, sql).forEachRow { row in result = row.text(0) }
    return result
  }

  func check(_ code: Int32, _ doing: String) throws(StoreError) {
    guard code == SQLITE_OK else { throw StoreError(sqlite: code, handle: handle, doing: doing, path: path) }
  }
}

extension SQLiteConnection {
  /// How many rows the latest statement changed, without those that its triggers changed.
  var changedRowCount: Int { Int(sqlite3_changes(handle)) }

  /// Leaves a transaction without an effect, whatever state it is in.
  func rollBack() {
    // Some errors have already ended it. A rollback that fails ends it as well.
    if sqlite3_get_autocommit(handle) == 0 { _ = sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
  }
}

extension SQLiteConnection {
  enum CheckpointMode {
    /// Copies what no reader stands in the way of.
    case passive
    /// Waits for readers as well, and empties the WAL file.
    case truncate

    fileprivate var code: Int32 {
      switch self {
      case .passive: SQLITE_CHECKPOINT_PASSIVE
      case .truncate: SQLITE_CHECKPOINT_TRUNCATE
      }
    }
  }

  /// Copies the WAL into the database file; both are synchronised with the disk in the right order.
  ///
  /// - Returns: Whether all of it was copied.
  func checkpoint(_ mode: CheckpointMode, patienceMilliseconds: Int32) throws(StoreError) -> Bool {
    sqlite3_busy_timeout(handle, patienceMilliseconds)
    defer { sqlite3_busy_timeout(handle, StoreLimits.busyMilliseconds) }
    var pageCount: Int32 = 0
    var copiedPageCount: Int32 = 0
    let code = sqlite3_wal_checkpoint_v2(handle, nil, mode.code, &pageCount, &copiedPageCount)
    if code & 0xFF == SQLITE_BUSY { return false }
    try check(code, "cannot checkpoint")
    return pageCount == copiedPageCount
  }
}

extension SQLiteConnection.Access {
  var isWriter: Bool { if case .readWrite = self { true } else { false } }

  fileprivate var flags: Int32 {
    switch self {
    case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX
    case .readOnly: SQLITE_OPEN_READONLY | SQLITE_OPEN_FULLMUTEX
    case .withoutLocks: SQLITE_OPEN_READONLY | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_URI
    }
  }

  /// An absolute path is taken as it is, also by a SQLite that was built to read URIs everywhere.
  fileprivate func name(of path: String) -> String {
    switch self {
    case .readWrite, .readOnly: path
    case .withoutLocks(hasWAL: true): "file:" + Self.escaped(path) + "?mode=ro"
    case .withoutLocks(hasWAL: false): "file:" + Self.escaped(path) + "?mode=ro&immutable=1"
    }
  }

  fileprivate var vfs: String? {
    if case .withoutLocks = self { "unix-none" } else { nil }
  }

  /// Percent-encodes everything that could mean something in a URI.
  private static func escaped(_ path: String) -> String {
    path.utf8.reduce(into: "") { text, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16)
        text += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
      }
    }
  }
}
