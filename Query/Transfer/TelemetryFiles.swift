import OTLPFormat
import Synchronization
import TelemetryModel

/// The spans of one or several files, read in groups of a size that suits a commit or a request.
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

  /// The spans of the next messages, or `nil` behind the last of the last file.
  ///
  /// Throws what is wrong with a message only after the spans of all messages before it were handed out.
  package func nextGroup() throws(TransferError) -> SpanGroup? {
    try state.withLock { state throws(TransferError) in
      if let failure = state.failure { throw failure }
      var group = SpanGroup()
      do throws(TransferError) {
        while !group.isFull, let batch = try state.nextBatch() {
          if !batch.isEmpty { group.append(batch) }
        }
      } catch {
        state.failure = error
        if group.spanCount == 0 { throw error }
      }
      return group.spanCount == 0 ? nil : group
    }
  }
}

extension TelemetryFiles.State {
  /// The spans of the next message of the files, or `nil` behind the last one.
  fileprivate mutating func nextBatch() throws(TransferError) -> SpanBatch? {
    while true {
      if reader == nil {
        guard let path = paths.popFirst() else { return nil }
        reader = try MessageReader(path: path)
      }
      guard let result = try reader?.nextSpans() else {
        finishedByteCount += reader?.readByteCount ?? 0
        reader = nil
        continue
      }
      counts.messageCount += 1
      counts.count(result.batch)
      counts.rejectedSpanCount += result.rejectedSpanCount
      if counts.rejectionMessage.isEmpty { counts.rejectionMessage = result.rejectionMessage }
      counts.readByteCount = finishedByteCount + (reader?.readByteCount ?? 0)
      return result.batch
    }
  }
}
