import ArgumentParser
import SegmentStore
import TelemetryModel

/// The file of the store, as `--db` or the default names it.
struct DatabaseOption: ParsableArguments {
  @Option(
    name: .customLong("db"),
    help: ArgumentHelp(
      "The database file.",
      discussion: "Default: $SKEIN_DB, else $XDG_DATA_HOME/skein/skein.db, else ~/.local/share/skein/skein.db.",
      valueName: "file"))
  var path: String?

  @Option(
    name: .customLong("correlation-keys"),
    help: ArgumentHelp(
      "Attribute keys whose value ties requests and logs together, the most important first, with commas in between.",
      discussion: "Default: $SKEIN_CORRELATION_KEYS, else \(CorrelationKeys.standard).", valueName: "keys"))
  var givenKeys: CorrelationKeys?

  /// The keys that are meant.
  var correlationKeys: CorrelationKeys {
    get throws(CommandFailure) {
      if let givenKeys { return givenKeys }
      guard let list = ProcessEnvironment.value("SKEIN_CORRELATION_KEYS") else { return .standard }
      guard let keys = CorrelationKeys(list: list) else {
        throw .failed(
          "SKEIN_CORRELATION_KEYS is no list of 1 to \(CorrelationKeys.countLimit) keys with commas in between")
      }
      return keys
    }
  }

  /// The file that is meant.
  var resolvedPath: String { path ?? DefaultPaths.current.database }

  /// Opens the file for writing, and makes it if there is none.
  func openForWriting(options: StoreOptions = StoreOptions()) throws -> SegmentStore {
    var options = options
    options.correlationKeys = try correlationKeys
    if path == nil { try DefaultPaths.makeFolders(above: resolvedPath) }
    return try SegmentStore.open(path: resolvedPath, options: options)
  }

  /// Opens the file for reading, beside a collector that may be writing it.
  func openForReading(options: StoreOptions = StoreOptions()) throws -> SegmentStore {
    let path = resolvedPath
    guard FileStatus.exists(path) else {
      throw CommandFailure.failed(
        "there is no database at \(path); make one with `skein serve` or `skein import`, or name another with --db FILE"
      )
    }
    return try SegmentStore.openReadOnly(path: path, options: options)
  }
}

extension CorrelationKeys: ExpressibleByArgument {
  package init?(argument: String) { self.init(list: argument) }
}
