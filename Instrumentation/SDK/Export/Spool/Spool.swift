import Logging
import Synchronization

/// Requests that could not be sent, in files, the oldest first: they outlive collector and service.
///
/// Bounded in bytes: the oldest give way to new ones, and are counted. What cannot be read is set aside for people to
/// look at, and counted. While the folder cannot be used (another process has it, the disk is full), `append` says so,
/// and the request stays in memory.
///
/// Works with files, so it is called on the exporter's event loop alone, which waits for nobody else.
final class Spool: Sendable {
  fileprivate struct State {
    var directory: SpoolDirectory?
    /// By sequence.
    var files: [File] = []
    var byteCount = 0
    var nextSequence: UInt64 = 0
    /// Names of files that could not be read, oldest first, and their bytes.
    var setAside: [(name: String, byteCount: Int)] = []
    var isComplaintMade = false
    var isClosed = false
  }

  fileprivate struct File {
    let entry: SpoolEntry
    let byteCount: Int
  }

  /// What happens to files without the exporter's doing.
  enum Event: Sendable {
    /// A file of an earlier process was found.
    case recovered
    /// A file is gone without having been sent: it gave way to a newer one, or could not be read.
    case lost
  }

  private let configuration: SpoolConfiguration
  private let report: @Sendable (Event, SpoolEntry) -> Void
  private let state = Mutex(State())

  init(_ configuration: SpoolConfiguration, report: @escaping @Sendable (Event, SpoolEntry) -> Void) {
    self.configuration = configuration
    self.report = report
  }

  /// Puts a request into a file; false when that cannot be done.
  func append(_ request: ExportRequest, of signal: Signal) -> Bool {
    let bytes = SpoolFile.encode(request)
    let (isWritten, lost) = state.withLock { state -> (Bool, [SpoolEntry]) in
      guard let directory = open(&state), bytes.count <= configuration.byteLimit else {
        return (false, [])
      }
      let lost = state.makeRoom(for: bytes.count, within: configuration.byteLimit, in: directory)
      let entry = SpoolEntry(
        sequence: state.nextSequence, signal: signal, recordCount: request.recordCount)
      guard directory.create(entry.name, bytes) else { return (false, lost) }
      state.nextSequence += 1
      state.files.append(File(entry: entry, byteCount: bytes.count))
      state.byteCount += bytes.count
      return (true, lost)
    }
    lost.forEach { report(.lost, $0) }
    return isWritten
  }

  /// The oldest request of a signal that can be read.
  func oldest(of signal: Signal) -> (entry: SpoolEntry, request: ExportRequest)? {
    while true {
      let next = state.withLock { state -> (entry: SpoolEntry, request: ExportRequest?)? in
        guard let directory = open(&state),
          let file = state.files.first(where: { $0.entry.signal == signal })
        else {
          return nil
        }
        let name = file.entry.name
        let request = directory.contents(name, limit: Limits.spoolFileByteCount).flatMap {
          SpoolFile.decode($0)
        }
        if request == nil { state.setAside(file.entry, in: directory) }
        return (file.entry, request)
      }
      guard let next else { return nil }
      if let request = next.request { return (next.entry, request) }
      report(.lost, next.entry)
    }
  }

  /// Removes what has been sent; false when it had been lost meanwhile, and counted as that.
  func remove(_ entry: SpoolEntry) -> Bool {
    state.withLock { state in
      guard state.forget(entry) else { return false }
      state.directory?.remove(entry.name)
      return true
    }
  }

  /// Looks into the folder, if that has not been done yet.
  func open() {
    state.withLock { _ = open(&$0) }
  }

  /// Leaves the folder to the next process.
  func close() {
    state.withLock { state in
      state.directory = nil
      state.isClosed = true
    }
  }

  private func open(_ state: inout State) -> SpoolDirectory? {
    if state.isClosed { return nil }
    if let directory = state.directory { return directory }
    do {
      let directory = try SpoolDirectory(configuration.directory)
      state.load(directory)
      state.directory = directory
      state.files.forEach { report(.recovered, $0.entry) }
      return directory
    } catch {
      if !state.isComplaintMade {
        state.isComplaintMade = true
        Logger(label: "skein") { StreamLogHandler.standardError(label: $0) }
          .warning("telemetry that cannot be sent stays in memory for now: \(error)")
      }
      return nil
    }
  }
}

extension Spool.State {
  /// What is called `….damaged` could not be read.
  private static let setAsideSuffix = ".damaged"

  fileprivate mutating func load(_ directory: SpoolDirectory) {
    for name in directory.names().sorted() {
      if name.hasSuffix(SpoolEntry.suffix + SpoolDirectory.draftSuffix) {
        directory.remove(name)
      } else if let byteCount = directory.byteCount(name) {
        if let entry = SpoolEntry(name: name) {
          files.append(.init(entry: entry, byteCount: byteCount))
        } else if name.hasSuffix(SpoolEntry.suffix + Self.setAsideSuffix) {
          setAside.append((name, byteCount))
        } else {
          continue
        }
        self.byteCount += byteCount
      }
    }
    nextSequence = (files.last?.entry.sequence).map { $0 + 1 } ?? 0
  }

  /// Removes files until so many bytes fit, those that could not be read first; returns what is lost by that.
  fileprivate mutating func makeRoom(
    for needed: Int, within limit: Int, in directory: SpoolDirectory
  ) -> [SpoolEntry] {
    while byteCount + needed > limit, !setAside.isEmpty {
      let file = setAside.removeFirst()
      directory.remove(file.name)
      byteCount -= file.byteCount
    }
    var lost: [SpoolEntry] = []
    while byteCount + needed > limit, let file = files.first {
      directory.remove(file.entry.name)
      files.removeFirst()
      byteCount -= file.byteCount
      lost.append(file.entry)
    }
    return lost
  }

  /// Gives a file a name under which it is not sent; one that is not there any more is merely forgotten.
  fileprivate mutating func setAside(_ entry: SpoolEntry, in directory: SpoolDirectory) {
    guard let file = files.first(where: { $0.entry == entry }), forget(entry) else { return }
    let name = entry.name + Self.setAsideSuffix
    guard directory.rename(entry.name, to: name) else { return directory.remove(entry.name) }
    setAside.append((name, file.byteCount))
    byteCount += file.byteCount
  }

  fileprivate mutating func forget(_ entry: SpoolEntry) -> Bool {
    guard let index = files.firstIndex(where: { $0.entry == entry }) else { return false }
    byteCount -= files.remove(at: index).byteCount
    return true
  }
}
