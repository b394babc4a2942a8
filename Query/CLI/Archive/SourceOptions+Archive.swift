import NIOHTTP1
import SegmentStore
import TelemetryModel

/// Where traces are archived: the store of a server or of a file.
protocol Archiving: Sendable {
  /// As messages name it.
  var name: String { get }

  /// Whether there was such a trace.
  func add(_ id: TraceID) async throws -> Bool

  /// Whether it was in the archive.
  func remove(_ id: TraceID) async throws -> Bool
}

extension ServerTraceReader: Archiving {
  func add(_ id: TraceID) async throws -> Bool { try await change("/api/archive/\(id)", .POST) }

  func remove(_ id: TraceID) async throws -> Bool { try await change("/api/skein/v1/archive/\(id)", .DELETE) }
}

/// Archives in a file that this process has opened for writing.
private struct FileArchive: Archiving {
  let store: SegmentStore
  let name: String

  func add(_ id: TraceID) async throws -> Bool { try await blocking { [store] in try store.archive(id) != nil } }

  func remove(_ id: TraceID) async throws -> Bool { try await blocking { [store] in try store.removeFromArchive(id) } }
}

extension SourceOptions {
  /// Runs `body` with what archives, and gives its resources back afterwards.
  ///
  /// - Parameter byteLimit: what the archive of a file may hold; `nil` for the default.
  func withArchive(
    byteLimit: Int?, _ body: (any Archiving) async throws -> Void
  ) async throws {
    if let server {
      try await ServerTraceReader.with(server) { try await body($0) }
      return
    }
    let database = database
    let store = try await blocking {
      guard FileStatus.exists(database.resolvedPath) else {
        throw CommandFailure.failed("there is no database at \(database.resolvedPath); name one with --db or --server")
      }
      var options = StoreOptions()
      if let byteLimit { options.archiveByteCount = byteLimit }
      return try database.openForWriting(options: options)
    }
    do {
      try await body(FileArchive(store: store, name: database.resolvedPath))
    } catch {
      store.close()
      throw error
    }
    store.close()
  }
}
