import OTLPFormat
import Synchronization
import TelemetryModel

/// The spans, log records and points of one or several files, read in groups of a size that suits a commit or a request.
///
/// Calls block their thread. May be handed from thread to thread.
package final class TelemetryFiles: Sendable {
  fileprivate struct State: ~Copyable {
    var paths: ArraySlice<String>
    var reader: MessageReader?
    /// Bytes of the files that were read to their ends.
    var finishedByteCount = 0
    var counts = ImportCounts()
    /// What went wrong behind the group that was handed out last.
    var failure: TransferError?
  }

  private let state: Mutex<State>

  /// - Parameter paths: files in their order; `-` is standard input.
  package init(paths: [String]) {
    var state = State(paths: paths[...])
    state.counts.totalByteCount = FileInput.totalByteCount(of: paths)
    self.state = Mutex(state)
  }

  package var counts: ImportCounts { state.withLock { $0.counts } }

  /// What the next messages hold, or `nil` behind the last of the last file.
  ///
  /// Throws what is wrong with a message only after all messages before it were handed out.
  package func nextGroup() throws(TransferError) -> TelemetryGroup? {
    try state.withLock { state throws(TransferError) in
      if let failure = state.failure { throw failure }
      var group = TelemetryGroup()
      do throws(TransferError) {
        while !group.isFull, let message = try state.nextMessage() {
          switch message {
          case .spans(let result): if !result.batch.isEmpty { group.append(result.batch) }
          case .logs(let batch): group.append(batch)
          case .metrics(let result): if !result.batch.isEmpty { group.append(result.batch) }
          }
        }
      } catch {
        state.failure = error
        if group.isEmpty { throw error }
      }
      return group.isEmpty ? nil : group
    }
  }
}

extension TelemetryFiles.State {
  /// The next message of the files, or `nil` behind the last one.
  fileprivate mutating func nextMessage() throws(TransferError) -> TelemetryMessage? {
    while true {
      if reader == nil {
        guard let path = paths.popFirst() else { return nil }
        reader = try MessageReader(path: path)
      }
      guard let message = try reader?.nextTelemetry() else {
        finishedByteCount += reader?.readByteCount ?? 0
        reader = nil
        continue
      }
      counts.count(message)
      counts.readByteCount = finishedByteCount + (reader?.readByteCount ?? 0)
      return message
    }
  }
}
