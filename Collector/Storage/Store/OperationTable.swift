import SegmentFormat
import TelemetryModel
import TelemetryStorage

/// The distinct operations of all segments, each named by a small number.
struct OperationTable: Sendable {
  typealias Code = UInt32

  /// The services and names of all operations; most operations of a new segment are known, and need no texts made.
  private var texts = StringTable()
  private var operations: [Operation] = []
  private var index = EntryIndex()
  private var names: [ServiceOperation] = []
  /// Whether some entry has an operation.
  private var isUsed: [Bool] = []

  /// The operations of the entries. O(n), and made when somebody asks: merges replace entries by the thousand.
  var all: Set<ServiceOperation> { Set(zip(names, isUsed).lazy.filter { $0.1 }.map { $0.0 }) }

  private struct Operation: Equatable, BitwiseCopyable {
    let service: StringCode
    let name: StringCode
    let kind: SpanKind

    var hash: UInt64 {
      var hash = WordHash()
      hash.combine(UInt64(service) << 32 | UInt64(name))
      hash.combine(UInt64(UInt32(bitPattern: kind.rawValue)))
      return hash.value
    }
  }

  /// The codes of a segment's operations; `nil` when it lists not all of them, or the table is full.
  mutating func intern(_ summary: SegmentSummary) -> [Code]? {
    var result: [Code] = []
    result.reserveCapacity(summary.operations.count)
    var isComplete = summary.isComplete
    var place = 0..<0
    var service: StringCode?
    for entry in summary.operations {
      // Operations of one service stand together, and share its bytes.
      if place != entry.service.indices {
        place = entry.service.indices
        service = intern(entry.service)
      }
      if let service, let code = intern(entry, of: service) { result.append(code) } else { isComplete = false }
    }
    return isComplete ? result.sorted() : nil
  }

  private var isFull: Bool { operations.count >= StoreLimits.operationCount }

  private mutating func intern(_ text: ArraySlice<UInt8>) -> StringCode? {
    isFull ? texts.code(of: text) : texts.intern(text)
  }

  private mutating func intern(_ entry: SegmentSummary.Operation, of service: StringCode) -> Code? {
    guard let name = intern(entry.name) else { return nil }
    let operation = Operation(service: service, name: name, kind: entry.kind)
    let hash = operation.hash
    var search = index.search(for: hash)
    while let known = index.next(&search) {
      if operations[known] != operation { continue }
      isUsed[known] = true
      return Code(known)
    }
    if isFull { return nil }
    operations.append(operation)
    index.add(hash)
    names.append(
      ServiceOperation(
        service: texts.text(service), operation: texts.text(name), kind: entry.kind))
    isUsed.append(true)
    return Code(operations.count - 1)
  }

  /// A flag for each operation: whether a hint allows it.
  func matching(_ hint: ScanHint) -> [Bool] { names.map(hint.allows) }

  /// Leaves only the operations that the entries have. Codes stay as they are.
  mutating func retain(_ entries: [SegmentEntry]) {
    isUsed = [Bool](repeating: false, count: names.count)
    for entry in entries {
      for code in entry.operations ?? [] { isUsed[Int(code)] = true }
    }
  }
}
