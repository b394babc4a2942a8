import CSQLite

/// Follows the length of the WAL, in pages, from commit to commit.
final class WALLength {
  private let latest = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
  private let connection: SQLiteConnection

  init(of connection: SQLiteConnection) {
    self.connection = connection
    latest.initialize(to: 0)
    // SAFETY: the hook runs inside COMMIT on this connection only, and is removed before `latest` is freed.
    sqlite3_wal_hook(
      connection.handle,
      { latest, _, _, pageCount in
        latest?.assumingMemoryBound(to: Int32.self).pointee = pageCount
        return SQLITE_OK
      }, latest)
  }

  deinit {
    sqlite3_wal_hook(connection.handle, nil, nil)
    latest.deallocate()
  }

  var pageCount: Int { Int(latest.pointee) }

  /// The WAL was emptied.
  func restart() { latest.pointee = 0 }
}
