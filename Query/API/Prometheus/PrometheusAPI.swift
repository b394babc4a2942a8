import OTLPFormat
import PromQL

/// The answers of Prometheus' HTTP API, as JSON. Calls block their thread.
struct PrometheusAPI: Sendable {
  typealias Answer = @Sendable (PrometheusAPI, PrometheusParameters) throws -> [UInt8]

  let series: any MetricSource
  let limits: PromQLLimits

  /// What answers to GET and to a POST of a form.
  static let routes: [(path: String, answer: Answer)] = [
    ("/query", { try $0.instant($1) }), ("/query_range", { try $0.range($1) }),
    ("/query_exemplars", { try $0.exemplars($1) }), ("/series", { try $0.labelSets($1) }),
    ("/labels", { try $0.labelNames($1) }), ("/metadata", { try $0.metadata($1) }),
  ]

  /// Clients look at the version to know what they may ask; the language is that of Prometheus 2.42.
  static var buildInformation: [UInt8] {
    success { writer in
      writer.beginObject()
      for (key, text) in [
        ("version", "2.42.0"), ("revision", "skein"), ("branch", ""), ("buildUser", ""), ("buildDate", ""),
        ("goVersion", ""),
      ] {
        writer.key(key)
        writer.string(text)
      }
      writer.endObject()
    }
  }

  static func success(
    _ notes: PromQLNotes = PromQLNotes(), _ sourceWarnings: [String] = [], _ write: (inout JSONWriter) -> Void
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.prometheusSuccess(warnings: sourceWarnings + notes.warnings, infos: notes.infos, write)
    return writer.bytes
  }

  // MARK: - Queries

  private func instant(_ parameters: PrometheusParameters) throws -> [UInt8] {
    let time = try parameters.time("time") ?? parameters.now
    let limits = try parameters.limits(limits)
    let query = try parameters.query()
    let (notes, warnings) = (PromQLNotes(), SourceWarnings())
    let answer = try query.instant(at: time, from: series.reporting(to: warnings), limits: limits, notes: notes)
    return limited(answer, try parameters.limit(), notes, warnings)
  }

  private func range(_ parameters: PrometheusParameters) throws -> [UInt8] {
    let start = try parameters.requiredTime("start")
    let end = try parameters.requiredTime("end")
    guard let step = try parameters.duration("step") else {
      throw PrometheusFailure.invalid("step", "cannot parse \"\" to a valid duration")
    }
    let limits = try parameters.limits(limits)
    let query = try parameters.query()
    let (notes, warnings) = (PromQLNotes(), SourceWarnings())
    let answer = try query.range(
      from: start, through: end, step: step, from: series.reporting(to: warnings), limits: limits, notes: notes)
    return limited(answer, try parameters.limit(), notes, warnings)
  }

  /// Cuts an answer to as many series as the client wants, and says so.
  private func limited(
    _ answer: PromQLAnswer, _ limit: Int?, _ notes: PromQLNotes, _ warnings: SourceWarnings
  ) -> [UInt8] {
    var answer = answer
    if let limit {
      switch answer {
      case .vector(let samples) where samples.count > limit:
        answer = .vector(Array(samples.prefix(limit)))
        warnings.add(Self.truncation)
      case .matrix(let series) where series.count > limit:
        answer = .matrix(Array(series.prefix(limit)))
        warnings.add(Self.truncation)
      default: break
      }
    }
    return Self.success(notes, warnings.all) { $0.promQL(answer) }
  }

  private static let truncation = "results truncated due to limit"

  private func exemplars(_ parameters: PrometheusParameters) throws -> [UInt8] {
    let range = try parameters.range()
    let selectors = try parameters.query().expression.selectors.map(\.matchers)
    let warnings = SourceWarnings()
    let found = try series.reporting(to: warnings).exemplars(
      matching: selectors, in: range, limit: QueryAPILimits.exemplarCount)
    return Self.success(PromQLNotes(), warnings.all) { writer in
      writer.beginArray()
      for series in found { writer.exemplars(series) }
      writer.endArray()
    }
  }

  // MARK: - What there is

  private func labelSets(_ parameters: PrometheusParameters) throws -> [UInt8] {
    let selectors = try parameters.selectors()
    guard !selectors.isEmpty else { throw PrometheusFailure.badData("no match[] parameter provided") }
    let warnings = SourceWarnings()
    var found = try series.reporting(to: warnings).labelSets(
      matching: selectors, in: try parameters.range(), limit: QueryAPILimits.seriesCount
    ).sorted()
    cut(&found, try parameters.limit(), warnings)
    return Self.success(PromQLNotes(), warnings.all) { writer in
      writer.beginArray()
      for labels in found { writer.labels(labels) }
      writer.endArray()
    }
  }

  private func labelNames(_ parameters: PrometheusParameters) throws -> [UInt8] {
    let warnings = SourceWarnings()
    let names = try series.reporting(to: warnings).labelNames(
      matching: try parameters.selectors(), in: try parameters.range())
    return list(names, try parameters.limit(), warnings)
  }

  func labelValues(of name: String, _ parameters: PrometheusParameters) throws -> [UInt8] {
    guard let name = LabelNameEscaping.decode(name) else {
      throw PrometheusFailure.badData("invalid label name: \"\(name)\"")
    }
    let warnings = SourceWarnings()
    let values = try series.reporting(to: warnings).labelValues(
      of: name, matching: try parameters.selectors(), in: try parameters.range())
    return list(values, try parameters.limit(), warnings)
  }

  private func list(_ texts: Set<String>, _ limit: Int?, _ warnings: SourceWarnings) -> [UInt8] {
    var texts = texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    cut(&texts, limit, warnings)
    return Self.success(PromQLNotes(), warnings.all) { $0.strings(texts) }
  }

  private func cut<Element>(_ elements: inout [Element], _ limit: Int?, _ warnings: SourceWarnings) {
    guard let limit, elements.count > limit else { return }
    elements.removeSubrange(limit...)
    warnings.add(Self.truncation)
  }

  private func metadata(_ parameters: PrometheusParameters) throws -> [UInt8] {
    let wanted = parameters.text("metric")
    var metrics = try series.metadata().filter { wanted == nil || $0.name == wanted }.sorted { $0.name < $1.name }
    let warnings = SourceWarnings()
    cut(&metrics, try parameters.limit(), warnings)
    return Self.success(PromQLNotes(), warnings.all) { writer in
      writer.beginObject()
      for metric in metrics { writer.metadata(metric) }
      writer.endObject()
    }
  }
}

extension JSONWriter {
  fileprivate mutating func metadata(_ metric: MetricMetadata) {
    key(metric.name)
    beginArray()
    beginObject()
    for (name, text) in [("type", metric.kind.rawValue), ("help", metric.help), ("unit", metric.unit)] {
      key(name)
      string(text)
    }
    endObject()
    endArray()
  }

  fileprivate mutating func exemplars(_ series: SeriesExemplars) {
    beginObject()
    key("seriesLabels")
    labels(series.labels)
    key("exemplars")
    beginArray()
    for exemplar in series.exemplars {
      beginObject()
      key("labels")
      labels(exemplar.labels)
      key("value")
      string(SampleText.json(exemplar.value))
      key("timestamp")
      seconds(milliseconds: exemplar.time)
      endObject()
    }
    endArray()
    endObject()
  }
}
