import Dashboards
import Foundation
import Testing

/// Reading dashboards of Grafana.
@Suite struct DashboardTests {
  private static func dashboard(_ panels: String, templating: String = "[]", rest: String = "") throws -> Dashboard {
    try Dashboard(
      Data(#"{"title": "D", "panels": [\#(panels)], "templating": {"list": \#(templating)}\#(rest)}"#.utf8))
  }

  private static let folder = URL(filePath: #filePath).appending(path: "../../../../dashboards").standardized

  @Test(
    "The dashboards of the repository hold nothing that is not known",
    arguments: ["collector-health", "correlation", "red-overview", "service-detail"])
  func ownDashboards(name: String) throws {
    let dashboard = try Dashboard(Data(contentsOf: Self.folder.appending(path: "\(name).json")))
    #expect(dashboard.title.hasPrefix("Skein: "))
    #expect(dashboard.lookBack == "1h")
    for panel in dashboard.panels {
      if case .unknown(let type) = panel.kind { Issue.record("\(panel.title): \(type)") }
      if case .other(let unit) = panel.unit { Issue.record("\(panel.title): \(unit)") }
      if case .text = panel.kind { continue }
      #expect(!panel.queries.isEmpty && panel.otherQueryCount == 0, "\(panel.title)")
    }
    for variable in dashboard.variables {
      if case .unknown(let text) = variable.source { Issue.record("\(variable.name): \(text)") }
    }
  }

  @Test("Panels come from top to bottom and left to right, with those inside of rows")
  func order() throws {
    let dashboard = try Self.dashboard(
      """
      {"id": 1, "title": "below", "type": "stat", "gridPos": {"x": 0, "y": 9, "w": 12}},
      {"id": 2, "title": "right", "type": "table", "gridPos": {"x": 12, "y": 0, "w": 12}},
      {"id": 3, "title": "left", "type": "timeseries", "gridPos": {"x": 0, "y": 0, "w": 12}},
      {"id": 4, "title": "row", "type": "row", "gridPos": {"x": 0, "y": 20, "w": 24},
       "panels": [{"id": 5, "title": "inside", "type": "heatmap", "gridPos": {"x": 0, "y": 21, "w": 24}}]}
      """)
    #expect(dashboard.panels.map(\.title) == ["left", "right", "below", "row", "inside"])
    #expect(dashboard.panels.map(\.kind) == [.curves, .table, .number, .row, .heatmap])
  }

  @Test("A panel in a form of its own is kept, and says what it is called")
  func strangePanels() throws {
    let dashboard = try Self.dashboard(
      """
      {"type": "geomap", "title": "map", "options": "none", "fieldConfig": 7, "gridPos": [], "targets": [1, {"expr": 2}]},
      {"type": "timeseries", "targets": [{"refId": "A", "expr": "up"}, {"refId": "B", "query": "SELECT"},
        {"expr": "hidden", "hide": true}]},
      {"gridPos": {"x": -5, "y": -1, "w": 1000}}
      """)
    #expect(dashboard.panels.count == 3)
    #expect(dashboard.panels.contains { $0.kind == .unknown("geomap") && $0.queries.isEmpty })
    let curves = try #require(dashboard.panels.first { $0.kind == .curves })
    #expect(curves.queries.map(\.expression) == ["up"] && curves.otherQueryCount == 1)
    #expect(dashboard.panels.allSatisfy { (0...23).contains($0.place.x) && (1...24).contains($0.place.width) })
  }

  @Test("Queries ask for the end alone where the file says so, and in tables")
  func instants() throws {
    let dashboard = try Self.dashboard(
      """
      {"type": "table", "targets": [{"expr": "a"}, {"expr": "b", "range": true, "instant": false}]},
      {"type": "stat", "targets": [{"expr": "c"}, {"expr": "d", "instant": true}]}
      """)
    #expect(dashboard.panels.flatMap(\.queries).map(\.isInstant) == [true, false, false, true])
  }

  @Test("What is no dashboard is an error that says where")
  func mistakes() {
    for text in ["", "[]", "{", #"{"panels": 7}"#, #"{"title": "no panels"}"#] {
      #expect(throws: DashboardError.self, "\(text)") { try Dashboard(Data(text.utf8)) }
    }
    let error = #expect(throws: DashboardError.self) { try Dashboard(Data("{}".utf8)) }
    #expect(error?.description == "no dashboard of Grafana in JSON (panels is missing)")
    let many = Array(repeating: "{}", count: 501).joined(separator: ",")
    #expect(throws: DashboardError.self) { try Self.dashboard(many) }
    let deep = String(repeating: #"{"panels":["#, count: 100_000)
    #expect(throws: DashboardError.self) { try Dashboard(Data(deep.utf8)) }
  }

  @Test("An answer of Grafana's API is read like a file")
  func wrapped() throws {
    let dashboard = try Dashboard(Data(#"{"meta": {}, "dashboard": {"title": "W", "panels": []}}"#.utf8))
    #expect(dashboard.title == "W")
  }

  @Test("Variables say where their values come from")
  func variables() throws {
    let variables = try Self.dashboard(
      "",
      templating: """
        [{"name": "a", "type": "query", "query": {"query": "label_values(up{job=\\"x\\", b=\\"y\\"}, instance)"}},
         {"name": "b", "type": "query", "query": "label_values(job)", "includeAll": true, "current": {"value": ["$__all"]}},
         {"name": "c", "type": "custom", "query": "one : 1, two : 2"},
         {"name": "d", "type": "textbox", "query": "t", "current": {"value": "given"}},
         {"name": "e", "type": "query", "query": "metrics(.*)"},
         {"name": "f", "type": "query", "query": "label_values(job)", "current": {"value": ["p", "q"]}},
         {"type": "custom"}]
        """
    ).variables
    #expect(variables.map(\.name) == ["a", "b", "c", "d", "e", "f"])
    #expect(variables[0].source == .labelValues(label: "instance", selector: #"up{job="x", b="y"}"#))
    #expect(variables[1].source == .labelValues(label: "job", selector: nil))
    #expect(variables.map(\.allValue) == [nil, ".*", nil, nil, nil, nil])
    #expect(variables.map(\.usual) == [[], [], ["1"], ["given"], [], ["p", "q"]])
    #expect(variables[4].source == .unknown("metrics(.*)"))
  }
}
