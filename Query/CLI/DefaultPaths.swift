import Glibc

/// Where Skein keeps its data when nobody says otherwise.
package struct DefaultPaths: Sendable {
  /// The file of the store.
  package let database: String

  /// `$SKEIN_DB`, else `skein/skein.db` in `$XDG_DATA_HOME`, else in `~/.local/share`, else in the current folder.
  ///
  /// As the XDG base directory specification demands, a relative `$XDG_DATA_HOME` is ignored.
  package init(environment: (String) -> String?) {
    func value(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
    if let database = value("SKEIN_DB") {
      self.database = database
    } else if let folder = value("XDG_DATA_HOME"), folder.hasPrefix("/") {
      database = folder + "/skein/skein.db"
    } else if let home = value("HOME"), home.hasPrefix("/") {
      database = home + "/.local/share/skein/skein.db"
    } else {
      database = "skein.db"
    }
  }

  /// By the environment of this process.
  static let current = DefaultPaths(environment: ProcessEnvironment.value)

  /// Makes the folders above a file, those that are missing, for their owner alone.
  ///
  /// Only for the default path: a path that somebody typed should not bring folders into being.
  static func makeFolders(above path: String) throws(CommandFailure) {
    for index in path.indices.dropFirst() where path[index] == "/" {
      let folder = String(path[..<index])
      if mkdir(folder, 0o700) != 0 && errno != EEXIST {
        throw .failed("cannot make the folder \(folder): \(String(cString: strerror(errno))); name a file with --db")
      }
    }
  }
}
