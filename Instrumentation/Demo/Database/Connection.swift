import CSQLite

/// One connection to a database file; used by one thread at a time.
///
/// `@unchecked Sendable`: `Database` calls it on its own single thread only.
final class Connection: @unchecked Sendable {
  /// How long a statement waits for a lock that another process holds.
  private static let busyMilliseconds: Int32 = 2_000
  /// Tells SQLite to copy a text that it is given.
  // SAFETY: SQLite's own constant SQLITE_TRANSIENT, a macro that Swift does not see; it is compared, never called.
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  private let handle: OpaquePointer

  init(path: String) throws(DatabaseFailure) {
    var handle: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    let code = sqlite3_open_v2(path, &handle, flags, nil)
    guard code == SQLITE_OK, let handle else {
      sqlite3_close_v2(handle)
      throw DatabaseFailure(code: code, message: "cannot open \(path)")
    }
    self.handle = handle
    sqlite3_busy_timeout(handle, Self.busyMilliseconds)
  }

  deinit { sqlite3_close_v2(handle) }

  @discardableResult
  func run(_ sql: String, _ values: [SQLValue] = []) throws(DatabaseFailure) -> [Row] {
    var prepared: OpaquePointer?
    try check(sqlite3_prepare_v2(handle, sql, -1, &prepared, nil))
    defer { sqlite3_finalize(prepared) }
    for (index, value) in values.enumerated() {
      let place = Int32(index + 1)
      switch value {
      case .null: try check(sqlite3_bind_null(prepared, place))
      case .int(let number): try check(sqlite3_bind_int64(prepared, place, number))
      case .text(let text): try check(sqlite3_bind_text(prepared, place, text, -1, Self.copied))
      }
    }
    var rows: [Row] = []
    while true {
      switch sqlite3_step(prepared) {
      case SQLITE_ROW: rows.append(row(prepared))
      case SQLITE_DONE: return rows
      case let code: throw failure(code)
      }
    }
  }

  private func row(_ prepared: OpaquePointer?) -> Row {
    var values: [String: SQLValue] = [:]
    for column in 0..<sqlite3_column_count(prepared) {
      guard let name = sqlite3_column_name(prepared, column) else { continue }
      values[String(cString: name)] =
        switch sqlite3_column_type(prepared, column) {
        case SQLITE_INTEGER: .int(sqlite3_column_int64(prepared, column))
        case SQLITE_NULL: .null
        default: .text(sqlite3_column_text(prepared, column).map { String(cString: $0) } ?? "")
        }
    }
    return Row(values: values)
  }

  private func check(_ code: Int32) throws(DatabaseFailure) {
    if code != SQLITE_OK { throw failure(code) }
  }

  private func failure(_ code: Int32) -> DatabaseFailure {
    DatabaseFailure(code: code, message: String(cString: sqlite3_errmsg(handle)))
  }
}
