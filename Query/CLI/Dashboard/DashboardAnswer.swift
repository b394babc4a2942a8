import Dashboards
import OTLPFormat
import QueryAPI
import TelemetryModel
import TelemetryStorage

/// What the queries of a dashboard answered. All texts are untrusted.
struct DashboardAnswer {
  struct Result {
    let query: Panel.Query
    /// With the variables filled in.
    let expression: String
    var figures: PromQLFigures?
    var body: [UInt8] = []
    var failure: String?

    init(query: Panel.Query, expression: String) {
      self.query = query
      self.expression = expression
    }

    var series: [PromQLFigures.Series] {
      switch figures?.result {
      case .series(let series): series
      case .single(let sample): [PromQLFigures.Series(sample)]
      case nil: []
      }
    }

    /// What a series is called in this panel.
    func name(of series: PromQLFigures.Series) -> String {
      if query.legend.isEmpty || query.legend == "__auto" { return series.name.isEmpty ? query.name : series.name }
      var result = ""
      var rest = query.legend[...]
      while let start = rest.firstRange(of: "{{"), let end = rest[start.upperBound...].firstRange(of: "}}") {
        result += rest[..<start.lowerBound]
        let label = rest[start.upperBound..<end.lowerBound].filter { $0 != " " }
        result += series.metric[label] ?? ""
        rest = rest[end.upperBound...]
      }
      return result + rest
    }
  }

  struct PanelAnswer {
    let panel: Panel
    let kind: Panel.Kind
    let title: String
    var results: [Result] = []

    init(panel: Panel, kind: Panel.Kind, title: String) {
      self.panel = panel
      self.kind = kind
      self.title = title
    }
  }

  let title: String
  let range: TimeRange
  let stepMilliseconds: Int64
  var variables: [(name: String, values: [String])] = []
  var panels: [PanelAnswer] = []
  /// What the user should know.
  var notes: [String] = []

  init(title: String, range: TimeRange, stepMilliseconds: Int64) {
    self.title = title
    self.range = range
    self.stepMilliseconds = stepMilliseconds
  }
}

extension PromQLFigures.Series {
  /// A single value as the only sample of a series without labels.
  init(_ sample: PromQLFigures.Sample) {
    self.init(metric: [:], value: sample, values: nil, histogram: nil, histograms: nil)
  }
}

// MARK: - JSON

extension DashboardAnswer {
  /// One panel as a line: what it is, the variables and the time, and of each query the answer of the Prometheus API.
  func json(of answer: PanelAnswer) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("dashboard")
    writer.string(title)
    writer.key("id")
    writer.int(answer.panel.id)
    writer.key("title")
    writer.string(answer.title)
    writer.key("kind")
    writer.string(answer.kind.word)
    writer.key("start")
    writer.quoted(range.start.nanoseconds)
    writer.key("end")
    writer.quoted(range.end.nanoseconds)
    writer.key("variables")
    writer.beginObject()
    for variable in variables {
      writer.key(variable.name)
      writer.beginArray()
      for value in variable.values { writer.string(value) }
      writer.endArray()
    }
    writer.endObject()
    if case .text(let content) = answer.kind {
      writer.key("content")
      writer.string(content)
    }
    writer.endObject()
    // The answers are JSON already: they go in before the last brace.
    let queries = answer.results.map(json(of:)).joined(separator: [UInt8(ascii: ",")])
    return writer.bytes.dropLast() + Array(",\"queries\":[".utf8) + queries + Array("]}".utf8)
  }

  private func json(of result: Result) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("name")
    writer.string(result.query.name)
    writer.key("expression")
    writer.string(result.expression)
    if let failure = result.failure {
      writer.key("error")
      writer.string(failure)
    }
    writer.endObject()
    if result.figures == nil { return writer.bytes }
    return writer.bytes.dropLast() + Array(",\"answer\":".utf8) + result.body + Array("}".utf8)
  }
}

extension Panel.Kind {
  fileprivate var word: String {
    switch self {
    case .curves: "curves"
    case .number: "number"
    case .table: "table"
    case .heatmap: "heatmap"
    case .text: "text"
    case .row: "row"
    case .unknown(let type): type
    }
  }
}
