import CSQLite
import TelemetryStorage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension StoreError {
  /// What a result code of SQLite means to users of the store.
  ///
  /// `doing` is followed by the path in the message: "cannot read", "cannot open".
  init(sqlite code: Int32, handle: OpaquePointer?, doing: String, path: String) {
    // SQLite keeps the errno of a failed call, but not when it was COMMIT that failed. Then it is still the thread's.
    let latestError = errno
    let reason = String(cString: handle.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(code))
    let keptError = handle.map { sqlite3_system_errno($0) } ?? 0
    let systemError = keptError == 0 ? latestError : keptError
    let message = "\(doing) \(path): \(reason) (SQLite \(code)\(Self.suffix(code, systemError)))"
    switch code & 0xFF {
    case SQLITE_FULL:
      self.init(.full, message + "; free some disk space")
    case SQLITE_IOERR where Self.isFull(systemError), SQLITE_CANTOPEN where Self.isFull(systemError):
      self.init(.full, message + "; free some disk space or raise the quota")
    case SQLITE_NOTADB:
      self.init(.incompatible, "\(path) is not a Skein store; choose another file")
    // Our statements are fixed and fit our schema: if one does not compile or breaks a constraint, the schema is damaged.
    case SQLITE_CORRUPT, SQLITE_ERROR, SQLITE_CONSTRAINT, SQLITE_MISMATCH:
      self.init(.corrupt, message)
    case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH, SQLITE_READONLY:
      self.init(.unavailable, message + "; check the path and its permissions")
    case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL:
      self.init(.unavailable, message + "; another process is using it, try again")
    default:
      self.init(.inputOutput, message)
    }
  }

  /// SQLite knows only `ENOSPC` as a full disk; a quota and a file size limit are the same to us.
  private static func isFull(_ systemError: Int32) -> Bool {
    [ENOSPC, EDQUOT, EFBIG].contains(systemError)
  }

  private static func suffix(_ code: Int32, _ systemError: Int32) -> String {
    let primary = code & 0xFF
    guard systemError != 0, primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN || primary == SQLITE_FULL else {
      return ""
    }
    return ", errno \(systemError)"
  }
}
