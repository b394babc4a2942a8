import ArgumentParser
import QueryEngine
import SegmentStore
import TelemetryModel
import TerminalUI

/// `skein archive list`.
struct ArchiveListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List archived traces, the last one first. Exit code 3 when there is none.")

  @OptionGroup var source: SourceOptions

  @Option(help: "How many traces to list at most.")
  var limit = 100

  @Flag(help: "Write the answer as one JSON object, as the API gives it.")
  var json = false

  func validate() throws {
    guard (1...QueryLimits.archivedTraceCount).contains(limit) else {
      throw ValidationError("--limit must be between 1 and \(QueryLimits.archivedTraceCount)")
    }
  }

  func run() async throws {
    let (body, place) = try await list()
    var console = try Console()
    if json {
      try console.print(body)
    } else {
      let list = try ArchiveList(body, from: place)
      guard !list.traces.isEmpty else { throw CommandFailure.nothingFound("no trace is archived in \(place)") }
      for line in list.table.lines(on: TerminalCapabilities(of: .standardOutput)) { try console.print(line) }
      try console.print("")
      try console.print(
        "\(NumberText.counted(list.count, "trace")), \(NumberText.bytes(list.bytes)) of \(NumberText.bytes(list.byteLimit))"
      )
    }
    try console.flush()
  }

  private func list() async throws -> (body: [UInt8], place: String) {
    let limit = limit
    if let server = source.server {
      return try await ServerTraceReader.with(server) { reader in
        (try await reader.body("/api/skein/v1/archive", [("limit", String(limit))]), reader.name)
      }
    }
    let database = source.database
    return try await blocking {
      let store = try database.openForReading()
      defer { store.close() }
      let engine = QueryEngine(source: store, archive: store)
      return (try ArchiveList.json(of: engine, limit: limit), database.resolvedPath)
    }
  }
}
