import CSQLite
import Glibc
import Testing

/// Changes a store file behind the store's back.
enum RawDatabase {
  static func execute(_ sql: String, in path: String) throws {
    var handle: OpaquePointer?
    defer { sqlite3_close_v2(handle) }
    try #require(sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK)
    try #require(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK, "\(String(cString: sqlite3_errmsg(handle)))")
  }

  static func number(_ sql: String, in path: String) throws -> Int {
    var handle: OpaquePointer?
    var statement: OpaquePointer?
    defer { sqlite3_close_v2(handle) }
    defer { sqlite3_finalize(statement) }
    try #require(sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY, nil) == SQLITE_OK)
    try #require(sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK)
    try #require(sqlite3_step(statement) == SQLITE_ROW)
    return Int(sqlite3_column_int64(statement, 0))
  }
}

/// The bytes of whole files.
enum RawFile {
  static func read(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    try #require(descriptor >= 0, "\(path)")
    defer { close(descriptor) }
    var content = [UInt8](repeating: 0, count: Int(lseek(descriptor, 0, SEEK_END)))
    try #require(pread(descriptor, &content, content.count, 0) == content.count)
    return content
  }

  static func write(_ content: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    try #require(descriptor >= 0, "\(path)")
    defer { close(descriptor) }
    try #require(Glibc.write(descriptor, content, content.count) == content.count)
  }

  static func copy(_ source: String, to target: String) throws { try write(try read(source), to: target) }
}
