/// Requests, of which the one that is due first can be taken: a binary heap.
struct RequestHeap: Sendable {
  private(set) var requests: [LoadSchedule.Request] = []

  var count: Int { requests.count }

  /// When the first is due.
  var earliest: Duration? { requests.first?.due }

  /// O(log n).
  mutating func insert(_ request: LoadSchedule.Request) {
    requests.append(request)
    var child = requests.count - 1
    while child > 0, case let parent = (child - 1) / 2, requests[child].due < requests[parent].due {
      requests.swapAt(child, parent)
      child = parent
    }
  }

  /// O(log n).
  mutating func removeEarliest() -> LoadSchedule.Request? {
    guard let last = requests.indices.last else { return nil }
    requests.swapAt(0, last)
    let earliest = requests.removeLast()
    var parent = 0
    while true {
      let children = (2 * parent + 1)..<min(2 * parent + 3, max(requests.count, 2 * parent + 1))
      guard let child = children.min(by: { requests[$0].due < requests[$1].due }),
        requests[child].due < requests[parent].due
      else { return earliest }
      requests.swapAt(child, parent)
      parent = child
    }
  }
}
