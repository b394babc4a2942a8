package import TelemetryModel

/// One span, or one edge, on its way into the statistics of its group.
struct Call {
  let group: UInt32
  let row: UInt32
  let durationNanoseconds: UInt64
  let isError: Bool
}

/// What calls are counted under. Looked up for every span: Swift's own hashes would take several times as long.
package protocol CallKey: Equatable {
  /// Feeds the key into a hash of tables in memory.
  func combine(into hash: inout WordHash)
}

/// Calls of a batch by what they are counted under.
package struct CallGroups<Key: CallKey> {
  private(set) var keys: [Key] = []
  private var index = EntryIndex()
  private var calls: [Call] = []

  package init(capacity: Int) { calls.reserveCapacity(capacity) }

  @inline(__always)
  package mutating func add(_ key: Key, row: Int, of batch: borrowing SpanBatch, isError: Bool) {
    let group = UInt32(number(of: key))
    calls.append(
      Call(
        group: group, row: UInt32(row), durationNanoseconds: batch.durationNanoseconds(of: row), isError: isError))
  }

  @inline(__always)
  private mutating func number(of key: Key) -> Int {
    var hash = WordHash()
    key.combine(into: &hash)
    var search = index.search(for: hash.value)
    while let number = index.next(&search) {
      if keys[number] == key { return number }
    }
    index.add(hash.value)
    keys.append(key)
    return keys.count - 1
  }

  /// What `transform` makes of the statistics of every group. O(n log n) in the size of the groups.
  package func map<Result>(in batch: borrowing SpanBatch, _ transform: (Key, CallStatistics) -> Result) -> [Result] {
    let ids = CallIDs(batch)
    var ends = [Int](repeating: 0, count: keys.count + 1)
    for call in calls { ends[Int(call.group) + 1] += 1 }
    for group in keys.indices { ends[group + 1] += ends[group] }
    var next = ends
    var ordered = calls
    for call in calls {
      ordered[next[Int(call.group)]] = call
      next[Int(call.group)] += 1
    }
    return keys.indices.map { group in
      let range = ends[group]..<ends[group + 1]
      // Most groups of messy data hold one call.
      if range.count > 1 {
        ordered[range].sort { left, right in
          if left.durationNanoseconds != right.durationNanoseconds {
            return left.durationNanoseconds < right.durationNanoseconds
          }
          return ids.ids(of: left) < ids.ids(of: right)
        }
      }
      return transform(keys[group], CallStatistics(ascending: ordered[range], ids))
    }
  }
}

/// The IDs of a batch's spans. There are thousands of groups, and each copy of a whole batch counts 20 references.
private struct CallIDs {
  private let traceIDs: [TraceID]
  private let spanIDs: [SpanID]

  init(_ batch: borrowing SpanBatch) {
    traceIDs = batch.traceIDs
    spanIDs = batch.spanIDs
  }

  @inline(__always)
  func ids(of call: Call) -> (TraceID, SpanID) { (traceIDs[Int(call.row)], spanIDs[Int(call.row)]) }
}

extension CallStatistics {
  /// Of calls in ascending order of duration, trace ID and span ID; there is at least one.
  fileprivate init(ascending calls: ArraySlice<Call>, _ ids: CallIDs) {
    durations = DurationHistogram(ascending: calls.lazy.map(\.durationNanoseconds))
    for call in calls {
      if call.isError { errorCount += 1 }
      // Of equally slow ones the first stays.
      if call.durationNanoseconds != exemplars.slowest?.durationNanoseconds {
        exemplars.slowest = Exemplar(call, ids)
      }
      if call.isError, call.durationNanoseconds != exemplars.error?.durationNanoseconds {
        exemplars.error = Exemplar(call, ids)
      }
    }
    exemplars.typical = Exemplar(calls[calls.startIndex + (calls.count - 1) / 2], ids)
  }
}

extension Exemplar {
  fileprivate init(_ call: Call, _ ids: CallIDs) {
    let (traceID, spanID) = ids.ids(of: call)
    self.init(traceID: traceID, spanID: spanID, durationNanoseconds: call.durationNanoseconds)
  }
}
