import QueryAPI
import QueryEngine
import TelemetryModel
import TelemetryStorage
import TerminalUI

/// The figures of `skein top`, and what of them is chosen.
struct TopContent: LiveContent {
  private static let trendMinutes: UInt64 = 30
  private static let nanosecondsPerMinute: UInt64 = 60_000_000_000
  /// Lines that are no rows: two of the header, the titles, and the keys.
  private static let fixedLineCount = 4

  let reader: RateReader
  let place: String
  let since: UInt64
  private(set) var service: String?
  private(set) var sort: TopSort
  private var totals: RedFigures?
  private var trends: [[String]: RedFigures.Group] = [:]
  private var trendStart: UInt64 = 0
  private var now = Timestamp.now
  private var groups: [RedFigures.Group] = []
  /// The chosen row, by its name: it stays chosen when rows change their places.
  private var chosen: [String]?
  private var firstRow = 0

  init(reader: RateReader, place: String, since: UInt64, service: String?, sort: TopSort) {
    self.reader = reader
    self.place = place
    self.since = since
    self.service = service
    self.sort = sort
  }

  private func query(back length: UInt64, now: Timestamp) throws -> RedQuery {
    let start = Timestamp(nanoseconds: now.nanoseconds - min(length, now.nanoseconds))
    return RedQuery(
      service: service, grouping: service == nil ? [.service] : [.operation, .kind],
      timeRange: TimeRange(start: start, end: now) ?? .all)
  }

  func totalsQuery(now: Timestamp) throws -> RedQuery {
    var query = try query(back: since, now: now)
    query.quantiles = RedView.quantiles
    return query
  }

  mutating func refresh() async throws {
    let now = Timestamp.now
    let totals = try RedFigures(answer: try await reader.red(try totalsQuery(now: now)))
    var trendQuery = try query(back: (Self.trendMinutes - 1) * Self.nanosecondsPerMinute, now: now)
    trendQuery.stepMinutes = 1
    let trend = try RedFigures(answer: try await reader.red(trendQuery))
    trends = Dictionary(trend.groups.map { ($0.name, $0) }) { first, _ in first }
    trendStart = (UInt64(trend.start) ?? 0) / 1_000_000_000
    self.totals = totals
    self.now = now
    groups = totals.groups
    sortGroups()
  }

  private mutating func sortGroups() {
    let keyed = groups.map { group in (group: group, key: key(of: group)) }
    groups = keyed.sorted { ($1.key, $0.group.name.joined()) < ($0.key, $1.group.name.joined()) }.map(\.group)
    if sort == .name { groups.sort { $0.name.lexicographicallyPrecedes($1.name) } }
  }

  private func key(of group: RedFigures.Group) -> Double {
    guard let point = group.points.first else { return 0 }
    switch sort {
    case .rate, .name: return Double(point.count)
    case .errors: return Double(point.errors)
    case .p95: return point.quantiles.flatMap { $0.count > 1 ? $0[1] : nil } ?? 0
    }
  }

  mutating func handle(_ key: Key) -> LiveReaction {
    let place = chosen.flatMap { name in groups.firstIndex { $0.name == name } }
    switch key {
    case .up, .character("k"): return choose(place.map { $0 - 1 } ?? 0)
    case .down, .character("j"): return choose(place.map { $0 + 1 } ?? 0)
    case .home: return choose(0)
    case .end: return choose(groups.count - 1)
    case .enter, .right:
      guard service == nil, let place, let name = groups[place].service else { return .nothing }
      return turn(to: name)
    case .backspace, .left: return service == nil ? .nothing : turn(to: nil)
    case .character("r"): return sort(by: .rate)
    case .character("e"): return sort(by: .errors)
    case .character("p"): return sort(by: .p95)
    case .character("n"): return sort(by: .name)
    default: return .nothing
    }
  }

  private mutating func choose(_ place: Int) -> LiveReaction {
    if groups.isEmpty { return .nothing }
    chosen = groups[min(max(place, 0), groups.count - 1)].name
    return .redraw
  }

  private mutating func turn(to service: String?) -> LiveReaction {
    self.service = service
    (chosen, firstRow) = (nil, 0)
    return .refresh
  }

  private mutating func sort(by sort: TopSort) -> LiveReaction {
    self.sort = sort
    sortGroups()
    return .redraw
  }
}

// MARK: - Drawing

extension TopContent {
  mutating func lines(on terminal: TerminalCapabilities, rowCount: Int) -> [String] {
    guard let totals else { return ["reading \(SafeText.escaping(place))"] }
    let isLive = rowCount < .max
    let room = isLive ? max(rowCount - Self.fixedLineCount, 1) : groups.count
    let place = chosen.flatMap { name in groups.firstIndex { $0.name == name } }
    if let place { firstRow = min(max(firstRow, place - room + 1), place) }
    firstRow = min(firstRow, max(0, groups.count - room))
    let shown = groups[firstRow..<min(groups.count, firstRow + room)]
    let seconds = seconds(of: totals)
    var table = table(on: terminal)
    for group in shown { table.append(cells(of: group, seconds, isChosen: group.name == chosen, terminal)) }
    let ink = Ink(isColoured: terminal.showsColours)
    var lines = header(seconds).map { $0.truncated(toWidth: terminal.width ?? .max) }
    lines[0] = ink.paint(lines[0], .heading)
    lines += table.lines(on: terminal)
    if groups.isEmpty { lines.append("no spans in this time") }
    if totals.damaged > 0 { lines.append("\(totals.damaged) damaged rollups or segments are left out") }
    if isLive {
      let keys = service == nil ? "enter operations" : "backspace services"
      let text = "q quit  arrows choose  \(keys)  sort: r rate  e errors  p p95  n name"
      lines.append(ink.paint(text.truncated(toWidth: terminal.width ?? .max), .quiet))
    }
    return lines
  }

  /// How long the time is that the figures are about: the last minute has only begun.
  private func seconds(of totals: RedFigures) -> Double {
    let start = Timestamp(nanoseconds: UInt64(totals.start) ?? 0)
    return max(Double(now.nanoseconds(since: start)) / 1e9, 1)
  }

  private func header(_ seconds: Double) -> [String] {
    let points = groups.compactMap(\.points.first)
    let (count, errors) = points.reduce((0.0, 0.0)) { ($0.0 + Double($1.count), $0.1 + Double($1.errors)) }
    let what = service.map { "operations of \($0)" } ?? "services"
    let share = count > 0 ? Int((errors / count * 10_000).rounded()) : 0
    let percent = "\(share / 100).\(String(share % 100 + 100).dropFirst())"
    let length = DurationText.short(nanoseconds: UInt64(seconds) * 1_000_000_000)
    return [
      SafeText.escaping("\(groups.count) \(what) in \(place)"),
      "\(TimestampText.of(now))  last \(length)  \(RateCell.number(ofRate: count / seconds)) spans/s  \(percent) % errors  "
        + "by \(sort.rawValue)",
    ]
  }

  private func table(on terminal: TerminalCapabilities) -> Table {
    var columns = [Table.Column(service == nil ? "  SERVICE" : "  OPERATION", isFlexible: true)]
    if service != nil { columns.append(Table.Column("KIND")) }
    columns += ["RATE", "ERRORS", "P50", "P95", "P99"].filter { isShown($0, terminal) }
      .map { Table.Column($0, alignment: .right) }
    if isShown("TREND", terminal) {
      columns += [Table.Column("RATE, 30 MIN"), Table.Column("ERRORS, 30 MIN")]
    }
    return Table(columns)
  }

  /// Narrow terminals have room for what matters most.
  private func isShown(_ column: String, _ terminal: TerminalCapabilities) -> Bool {
    guard let width = terminal.width else { return column != "TREND" }
    switch column {
    case "TREND": return width >= 130
    case "P50", "P99": return width >= 75
    default: return true
    }
  }

  private func cells(
    of group: RedFigures.Group, _ seconds: Double, isChosen: Bool, _ terminal: TerminalCapabilities
  ) -> [Table.Cell] {
    let point = group.points.first
    let name = (service == nil ? group.service : group.operation) ?? ""
    let style = isChosen ? Style.heading : service == nil ? ServicePalette.style(ofService: name) : .plain
    var cells = [Table.Cell((isChosen ? "▸ " : "  ") + (name.isEmpty ? "(no name)" : name), style)]
    if service != nil { cells.append(Table.Cell(group.kind ?? "")) }
    cells.append(RateCell.rate(Double(point?.count ?? 0) / seconds))
    cells.append(RateCell.errors(point?.errors ?? 0, of: point?.count ?? 0))
    for (place, title) in ["P50", "P95", "P99"].enumerated() where isShown(title, terminal) {
      cells.append(RateCell.duration(point?.quantiles.flatMap { place < $0.count ? $0[place] : nil }))
    }
    guard isShown("TREND", terminal) else { return cells }
    let points = trends[group.name]?.points ?? []
    cells.append(Table.Cell(trend(points) { Double($0.count) }, Style(colour: 71)))
    cells.append(Table.Cell(trend(points) { Double($0.errors) }, .failure))
    return cells
  }

  private func trend(_ points: [RedFigures.Point], _ value: (RedFigures.Point) -> Double) -> String {
    var values = [Double](repeating: 0, count: Int(Self.trendMinutes))
    for point in points where point.seconds >= trendStart {
      let place = (point.seconds - trendStart) / 60
      if place < UInt64(values.count) { values[Int(place)] = value(point) }
    }
    return Sparkline.text(values)
  }
}
