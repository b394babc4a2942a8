import ArgumentParser
import OTLPFormat
import QueryAPI
import SegmentStore
import TelemetryStorage
import TerminalUI

/// `skein stats`: where the bytes of a store are.
struct StatsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Show where the bytes go, and how long the space lasts.",
    discussion: """
      Bytes by column, attribute key, service and operation; every table adds up to the bytes of all segments, those of
      log records and of metrics by column, too. What an
      operation takes is a share: an attribute's bytes by values, all else by spans. Quick on files of any size: it reads
      what each segment says of itself.

      EXAMPLES
        skein stats
        skein stats --top 50
        skein stats --db /var/lib/skein/skein.db --retain-bytes 10GB
        skein stats --server http://127.0.0.1:16686 --json
      """)

  @OptionGroup var source: SourceOptions

  @Option(help: "How many rows of every table to show.")
  var top = 20

  @Option(help: "The bytes that the server is told to retain, for a file; a server knows its own.")
  var retainBytes: ByteCount?

  @Flag(help: "Write one JSON object with everything.")
  var json = false

  func validate() throws {
    guard top > 0 else { throw ValidationError("--top must be positive") }
    if source.server != nil && retainBytes != nil {
      throw ValidationError("--retain-bytes is for files; the server knows its own")
    }
  }

  func run() async throws {
    let figures = try await figures()
    var console = try Console()
    if json {
      var writer = JSONWriter()
      writer.storageFigures(figures)
      try console.print(writer.bytes)
    } else {
      let report = StorageReport(figures, rowCount: top)
      for line in report.lines(on: TerminalCapabilities(of: .standardOutput)) { try console.print(line) }
    }
    try console.flush()
  }

  private func figures() async throws -> StorageFigures {
    if let server = source.server { return try await ServerTraceReader.with(server) { try await $0.storage() } }
    let (database, retainBytes) = (source.database, retainBytes?.value)
    return try await blocking {
      let store = try database.openForReading()
      defer { store.close() }
      return try store.figures(retainBytes: retainBytes)
    }
  }
}
