import SegmentFormat
import TelemetryModel
import TelemetryStorage

/// Adds up the figures of all segments.
struct FigureCount {
  private struct OperationName: Hashable {
    let service: String
    let operation: String?
  }

  private struct Share {
    var spans = 0
    var bytes = 0

    mutating func add(_ spans: Int, _ bytes: Int) {
      self.spans += spans
      self.bytes += bytes
    }
  }

  private let entries: [SegmentEntry]
  private let entryPlaces: [Int64: Int]
  private var isMeasured: [Bool]
  private var streams: [String: Int] = [:]
  private var attributes: [String: Int] = [:]
  private var otherAttributes = 0
  private var operations: [OperationName: Share] = [:]
  private var services: [String: Share] = [:]

  init(_ entries: [SegmentEntry]) {
    self.entries = entries
    entryPlaces = Dictionary(zip(entries.map(\.id), entries.indices)) { first, _ in first }
    isMeasured = Array(repeating: false, count: entries.count)
  }

  /// Adds a segment that says where its bytes are.
  mutating func add(_ figures: ColumnFigures, of id: Int64, _ sizes: [Int64: BlobSizes]) {
    guard let place = entryPlaces[id], figures.byteCount <= entries[place].byteCount, !isMeasured[place] else { return }
    isMeasured[place] = true
    for column in figures.columns {
      let name = String(decoding: column.name, as: UTF8.self)
      switch column.kind {
      case .stream: Self.add(column.byteCount, to: &streams, name)
      case .attribute:
        if !Self.add(column.byteCount, to: &attributes, name) { otherAttributes += column.byteCount }
      case .otherAttributes: otherAttributes += column.byteCount
      }
    }
    // What is kept beside the columns is divided like them, so that operations add up to the whole.
    let factor = Double(entries[place].byteCount) / Double(max(1, figures.operations.reduce(0) { $0 + $1.byteCount }))
    var division = ExactDivision()
    var spans = 0
    for operation in figures.operations {
      let bytes = division.next(Double(operation.byteCount) * factor)
      spans += operation.spanCount
      add(
        operation.spanCount, bytes, service: String(decoding: operation.service, as: UTF8.self),
        operation: operation.name.map { String(decoding: $0, as: UTF8.self) })
    }
  }

  @discardableResult
  private static func add(_ bytes: Int, to table: inout [String: Int], _ name: String) -> Bool {
    guard table[name] != nil || table.count < StoreLimits.figureCount else { return false }
    table[name, default: 0] += bytes
    return true
  }

  private mutating func add(_ spans: Int, _ bytes: Int, service: String, operation: String?) {
    var service = service
    var name = OperationName(service: service, operation: operation)
    if services[service] == nil, services.count >= StoreLimits.figureCount { service = "" }
    if operations[name] == nil, operations.count >= StoreLimits.figureCount {
      name = OperationName(service: service, operation: nil)
    }
    services[service, default: Share()].add(spans, bytes)
    operations[name, default: Share()].add(spans, bytes)
  }

  /// - Parameter sizes: what is kept beside the columns of each segment.
  mutating func finish(_ sizes: [Int64: BlobSizes]) -> StorageFigures {
    var levelZero = 0
    var older = 0
    var overhead = BlobSizes()
    for (place, entry) in entries.enumerated() {
      let beside = sizes[entry.id] ?? BlobSizes()
      overhead.add(beside)
      guard !isMeasured[place] else { continue }
      let rest = max(0, entry.byteCount - beside.byteCount)
      if entry.level == 0 { levelZero += rest } else { older += rest }
      add(entry.spanCount, entry.byteCount, service: "", operation: nil)
    }
    var figures = StorageFigures()
    figures.unmeasuredSegments = isMeasured.count { !$0 }
    figures.levels = levels()
    figures.columns =
      streams.map { .init(kind: .stream, name: $0.key, bytes: $0.value) }
      + attributes.map { .init(kind: .attribute, name: $0.key, bytes: $0.value) } + [
        .init(kind: .attribute, name: "(other keys)", bytes: otherAttributes),
        .init(kind: .overhead, name: "summaries", bytes: overhead.summary),
        .init(kind: .overhead, name: "trace filters", bytes: overhead.traceFilter),
        .init(kind: .overhead, name: "value filters", bytes: overhead.valueFilter),
        .init(kind: .overhead, name: "figures", bytes: overhead.figures),
        .init(kind: .unmeasured, name: "level 0", bytes: levelZero),
        .init(kind: .unmeasured, name: "segments of an older version", bytes: older),
      ]
    let rest = figures.bytes - figures.columns.reduce(0) { $0 + $1.bytes }
    figures.columns.append(.init(kind: .overhead, name: "checksums and directories", bytes: rest))
    figures.columns = figures.columns.filter { $0.bytes != 0 }.sorted { ($0.bytes, $1.name) > ($1.bytes, $0.name) }
    figures.services = services.map { .init(service: $0.key, spans: $0.value.spans, bytes: $0.value.bytes) }
      .sorted { ($0.bytes, $1.service) > ($1.bytes, $0.service) }
    figures.operations = operations.map {
      .init(service: $0.key.service, operation: $0.key.operation, spans: $0.value.spans, bytes: $0.value.bytes)
    }
    .sorted { ($0.bytes, $1.service, $1.operation ?? "") > ($1.bytes, $0.service, $0.operation ?? "") }
    figures.days = days()
    return figures
  }

  private func levels() -> [StorageFigures.Level] {
    var levels = [StorageFigures.Level(level: 0), StorageFigures.Level(level: 1)]
    for entry in entries {
      let level = min(entry.level, 1)
      levels[level].segments += 1
      levels[level].spans += entry.spanCount
      levels[level].traces += entry.traceCount
      levels[level].bytes += entry.byteCount
    }
    return levels
  }

  /// By the day of arrival: of a merged segment, that of its latest span.
  private func days() -> [StorageFigures.Day] {
    var days: [UInt64: Share] = [:]
    for entry in entries {
      days[entry.arrived.nanoseconds / 86_400_000_000_000, default: Share()].add(entry.spanCount, entry.byteCount)
    }
    return days.sorted { $0.key < $1.key }.suffix(StoreLimits.figureDayCount).map {
      .init(day: CalendarDay(daysSince1970: Int($0.key)).description, spans: $0.value.spans, bytes: $0.value.bytes)
    }
  }
}
