/// A part of a dashboard: queries, and how their answers are shown.
package struct Panel: Sendable {
  package enum Kind: Hashable, Sendable {
    /// Curves over time.
    case curves
    /// The latest value, large.
    case number
    case table
    /// Buckets over time, as shades.
    case heatmap
    /// No query: a text of its author.
    case text(String)
    /// A heading over the panels below it.
    case row
    /// What Grafana calls it. Not drawn, but named.
    case unknown(String)
  }

  package struct Query: Sendable {
    package let name: String
    /// PromQL with variables in it.
    package let expression: String
    /// How series are called: `{{label}}` stands for its value; empty or `__auto` for all labels.
    package let legend: String
    /// Whether the end of the time alone is asked for.
    package let isInstant: Bool
  }

  /// In Grafana's grid, which is 24 wide.
  package struct Place: Sendable {
    package let x: Int
    package let y: Int
    package let width: Int
  }

  package let id: Int
  package let title: String
  package let kind: Kind
  package let queries: [Query]
  /// Queries that are not PromQL, or beyond the limit.
  package let otherQueryCount: Int
  package let place: Place
  package let unit: Unit

  init(_ file: DashboardFile.Panel) {
    id = file.id ?? 0
    title = file.title ?? ""
    let type = file.type ?? ""
    kind =
      switch type {
      case "timeseries", "graph", "barchart", "trend": .curves
      case "stat", "singlestat", "gauge", "bargauge": .number
      case "table", "table-old": .table
      case "heatmap": .heatmap
      case "text": .text(file.options?.value?.content ?? file.content ?? "")
      case "row": .row
      default: .unknown(type)
      }
    let visible = (file.targets ?? []).compactMap(\.value).filter { $0.hide != true }
    let known = visible.filter { $0.expr?.isEmpty == false }.prefix(DashboardLimits.queryCount)
    let showsEnd = kind == .table
    queries = known.enumerated().map { place, target in
      Query(
        name: target.refId ?? "\(place + 1)", expression: target.expr ?? "", legend: target.legendFormat ?? "",
        isInstant: target.instant ?? (showsEnd && target.range != true))
    }
    otherQueryCount = visible.count - known.count
    // What no grid has counts as the nearest that it has.
    func bounded(_ number: Int?, _ range: ClosedRange<Int>, _ usual: Int) -> Int {
      min(max(number ?? usual, range.lowerBound), range.upperBound)
    }
    place = Place(
      x: bounded(file.gridPos?.value?.x, 0...23, 0), y: bounded(file.gridPos?.value?.y, 0...100_000, 0),
      width: bounded(file.gridPos?.value?.w, 1...24, 24))
    unit = Unit(file.options?.value?.yAxis?.unit ?? file.fieldConfig?.value?.defaults?.unit ?? "")
  }
}
