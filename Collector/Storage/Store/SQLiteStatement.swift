import CSQLite
import TelemetryStorage

/// A compiled statement. Keeps its connection alive.
final class SQLiteStatement {
  private let connection: SQLiteConnection
  private let handle: OpaquePointer

  init(_ connection: SQLiteConnection, _ sql: String) throws(StoreError) {
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(
      connection.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    try connection.check(code, "cannot read")
    guard let prepared else { throw StoreError(.unavailable, "\(connection.path): an empty statement") }
    self.connection = connection
    handle = prepared
  }

  deinit { sqlite3_finalize(handle) }

  /// Runs the statement to its end; rows are ignored.
  func run(_ values: SQLiteValue...) throws(StoreError) {
    defer { reset() }
    try bind(values[...], at: 1)
  }

  /// Runs the statement and offers each of its rows.
  func forEachRow(
    _ values: Int64..., visit: (borrowing SQLiteRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    defer { reset() }
    for (index, value) in values.enumerated() {
      try check(sqlite3_bind_int64(handle, Int32(index + 1), value))
    }
    while try step() { try visit(SQLiteRow(statement: handle)) }
  }

  /// Binds the first value and goes on with the rest *inside* its scope, so that blobs are borrowed, not copied.
  private func bind(_ values: ArraySlice<SQLiteValue>, at index: Int32) throws(StoreError) {
    guard let value = values.first else {
      while try step() {}
      return
    }
    switch value {
    case .integer(let number):
      try check(sqlite3_bind_int64(handle, index, number))
      try bind(values.dropFirst(), at: index + 1)
    case .blob(let bytes):
      // SAFETY: the statement is run inside the closure, and `run` unbinds everything before `values` goes away.
      try bytes.span.bytes.withUnsafeBytes { (buffer) throws(StoreError) in
        try check(
          skein_sqlite3_bind_blob_borrowed(handle, index, buffer.baseAddress, UInt64(buffer.count)))
        try bind(values.dropFirst(), at: index + 1)
      }
    }
  }

  private func step() throws(StoreError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code:
      throw StoreError(sqlite: code, handle: connection.handle, doing: "cannot read or write", path: connection.path)
    }
  }

  private func check(_ code: Int32) throws(StoreError) { try connection.check(code, "cannot bind a value in") }

  private func reset() {
    // Both repeat the error of the last step, which has been thrown already.
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }
}

/// A value for a place in a statement.
enum SQLiteValue {
  case integer(Int64)
  case blob([UInt8])
}

/// The current row of a statement; must not outlive the visit.
struct SQLiteRow: ~Copyable {
  fileprivate let statement: OpaquePointer

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

  func text(_ column: Int32) -> String {
    sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
  }

  /// The bytes of a column, copied.
  func bytes(_ column: Int32) -> [UInt8] {
    withBytes(column) { bytes in bytes.withUnsafeBytes { Array($0) } }
  }

  /// Lends the bytes of a column as SQLite holds them, without a copy.
  func withBytes<Result, Failure: Error>(
    _ column: Int32, _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // SAFETY: SQLite keeps the blob in place until the statement is stepped or reset, or the column is converted;
    // none of these can happen before `body` returns. The span cannot escape it. An empty blob is a null pointer.
    guard let start = sqlite3_column_blob(statement, column) else { return try body(RawSpan()) }
    let count = Int(sqlite3_column_bytes(statement, column))
    return try body(RawSpan(_unsafeStart: start, byteCount: count))
  }
}
