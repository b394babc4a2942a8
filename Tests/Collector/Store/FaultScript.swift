import SegmentStore
import TelemetryModel
import TelemetryStorage
import Testing

/// The work that fault tests interrupt: a store is made and group after group appended, with a checkpoint now and then.
///
/// Group `g` is trace `g`. Knows which groups were acknowledged, and so what a store must and may hold.
final class FaultScript {
  static let groupCount = 9

  let folder: TemporaryFolder
  let vfs: FaultVFS
  var options = StoreOptions()
  /// Maintenance to run after every group, whatever comes of it; `nil` for none.
  var maintenance: MaintenanceOptions?
  private(set) var mergeCount = 0
  private(set) var acknowledged: Set<Int> = []
  private(set) var errors: [StoreError] = []
  /// Some take one page of the file, some several; the last one is kept for the time after the fault.
  private let groups = [3, 5, 350, 4, 3, 5, 4, 250, 5, 3].enumerated().map { trace, count in
    Span.stubs(trace: UInt64(trace), count: count)
  }

  init() throws {
    folder = try TemporaryFolder()
    vfs = try FaultVFS()
    options.vfs = vfs.name
    options.checkpointPageCount = 8
    options.openPatienceMilliseconds = 0
  }

  func open() throws -> SegmentStore { try SegmentStore.open(path: folder.store, options: options) }

  /// Opens the store and appends all groups but the last; `nil` when it could not be opened.
  func run() throws -> SegmentStore? {
    let store: SegmentStore
    do {
      store = try SegmentStore.open(path: folder.store, options: options)
    } catch {
      errors.append(error)
      return nil
    }
    for group in 0..<Self.groupCount {
      append(group, to: store)
      maintain(store)
    }
    return store
  }

  func append(_ group: Int, to store: SegmentStore) {
    do {
      try store.append([SpanBatch(groups[group])])
      acknowledged.insert(group)
    } catch {
      errors.append(error)
    }
  }

  /// Merges, compacts and gives space back, until done or until something fails.
  func maintain(_ store: SegmentStore) {
    guard let maintenance else { return }
    try? store.maintenance(maintenance).run()
    mergeCount = store.statistics().maintenance.merges + store.statistics().maintenance.compactions
  }

  /// Appends the group that is kept for the time after the fault.
  func appendLast(to store: SegmentStore) { append(Self.groupCount, to: store) }

  /// Every acknowledged group is there; others are there whole, or not at all, and never when `refusedMayAppear` is
  /// false; and nothing else is there.
  func verify(_ store: SegmentStore, refusedMayAppear: Bool, _ context: String) throws {
    var found: [TraceID: [Span]] = [:]
    try store.scan(ScanHint()) { (portion) throws(StoreError) in
      for span in try portion.load().spans { found[span.traceID, default: []].append(span) }
      return .continue
    }
    let counted = try store.countedSpans()
    #expect(counted == found.values.reduce(0) { $0 + UInt64($1.count) }, "rollups count \(counted) spans: \(context)")
    for (group, spans) in groups.enumerated() {
      // A merge changes the order.
      let found = found.removeValue(forKey: .numbered(UInt64(group)))?.sorted {
        $0.spanID.rawValue < $1.spanID.rawValue
      }
      if acknowledged.contains(group) || (refusedMayAppear && found != nil) {
        #expect(found == spans, "group \(group): \(context)")
      } else {
        #expect(found == nil, "group \(group) was refused: \(context)")
      }
    }
    #expect(found.isEmpty, "spans that nobody sent: \(context)")
  }

  /// How many acknowledged groups a store does not hold.
  func lostGroupCount(in store: SegmentStore) -> Int {
    acknowledged.count { group in
      (try? store.trace(.numbered(UInt64(group))).spans) != groups[group]
    }
  }
}
