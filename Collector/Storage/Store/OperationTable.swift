import SegmentFormat
import TelemetryModel
import TelemetryStorage

/// The distinct operations of all segments, each named by a small number.
struct OperationTable: Sendable {
  typealias Code = UInt32

  private(set) var all: Set<ServiceOperation> = []
  /// The services and names of all operations; most operations of a new segment are known, and need no texts made.
  private var texts = StringTable()
  private var operations: [Operation] = []
  private var index = EntryIndex()
  private var names: [ServiceOperation] = []
  /// Whether `all` holds an operation.
  private var isListed: [Bool] = []
  /// Whether some name is not what was sent, so that two operations may have one name.
  private var hasRepairedNames = false

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
    for entry in summary.operations {
      if let code = intern(entry) { result.append(code) } else { isComplete = false }
    }
    return isComplete ? result.sorted() : nil
  }

  private mutating func intern(_ entry: SegmentSummary.Operation) -> Code? {
    let isFull = operations.count >= StoreLimits.operationCount
    let codes =
      isFull
      ? (texts.code(of: entry.service), texts.code(of: entry.name))
      : (texts.intern(entry.service), texts.intern(entry.name))
    guard case (let service?, let name?) = codes else { return nil }
    let operation = Operation(service: service, name: name, kind: entry.kind)
    let hash = operation.hash
    var search = index.search(for: hash)
    while let known = index.next(&search) {
      if operations[known] != operation { continue }
      list(known)
      return Code(known)
    }
    if isFull { return nil }
    operations.append(operation)
    index.add(hash)
    names.append(
      ServiceOperation(
        service: texts.text(service), operation: texts.text(name), kind: entry.kind))
    if names[names.count - 1].hasRepairedText { hasRepairedNames = true }
    isListed.append(false)
    list(operations.count - 1)
    return Code(operations.count - 1)
  }

  private mutating func list(_ code: Int) {
    if isListed[code] { return }
    isListed[code] = true
    all.insert(names[code])
  }

  /// A flag for each operation: whether a hint allows it.
  func matching(_ hint: ScanHint) -> [Bool] { names.map(hint.allows) }

  /// Leaves only the operations that the entries have. Codes stay as they are.
  mutating func retain(_ entries: [SegmentEntry]) {
    var isUsed = [Bool](repeating: false, count: names.count)
    for entry in entries {
      for code in entry.operations ?? [] { isUsed[Int(code)] = true }
    }
    if hasRepairedNames {
      all = Set(zip(names, isUsed).lazy.filter { $0.1 }.map { $0.0 })
    } else {
      // Few come and go as a rule, and texts are dear to hash.
      for code in names.indices where isListed[code] && !isUsed[code] { all.remove(names[code]) }
      for code in names.indices where isUsed[code] && !isListed[code] { all.insert(names[code]) }
    }
    isListed = isUsed
  }
}

extension ServiceOperation {
  /// Whether bytes that are not UTF-8 were replaced, or the sender did so.
  fileprivate var hasRepairedText: Bool {
    service.unicodeScalars.contains("\u{FFFD}") || operation.unicodeScalars.contains("\u{FFFD}")
  }
}
