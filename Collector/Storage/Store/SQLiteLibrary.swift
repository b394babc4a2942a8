import CSQLite
import TelemetryStorage

/// The SQLite that this process is linked with.
package enum SQLiteLibrary {
  /// As "3.40.1", for logs.
  package static var version: String { String(cString: sqlite3_libversion()) }

  /// 3.37 is the first version with strict tables.
  private static let oldestVersionNumber: Int32 = 3_037_000

  /// - Throws: `unavailable` when the library cannot do what the store needs.
  static func check() throws(StoreError) {
    guard sqlite3_libversion_number() >= oldestVersionNumber, sqlite3_threadsafe() != 0 else {
      throw StoreError(.unavailable, "SQLite \(version) does not do: 3.37 or later is needed, built for threads")
    }
  }
}
