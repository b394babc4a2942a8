import PromQL
import TelemetryModel

/// Finds the series of stored points that fulfil matchers by what they are called, before any point is read.
///
/// For one thread: it remembers what it learns about regular expressions.
struct SeriesSelector {
  private let names: LabelTest
  private let others: LabelTest
  private let all: LabelTest
  private let wantsTargets: Bool

  static let targetInfoName = "target_info"
  /// Labels that only points tell.
  static let pointLabels: Set<String> = ["le", "quantile"]

  init(_ matchers: [LabelMatcher]) {
    names = LabelTest(matchers.filter { $0.name == Labels.metricName })
    others = LabelTest(matchers.filter { $0.name != Labels.metricName && !Self.pointLabels.contains($0.name) })
    all = LabelTest(matchers)
    wantsTargets = names.accepts { _ in Self.targetInfoName }
  }

  /// Whether a series fulfils all matchers.
  func accepts(_ labels: [PrometheusLabel]) -> Bool { all.accepts { Self.value(of: $0, in: labels) } }

  /// Whether the name of a series is wanted.
  func accepts(name: String) -> Bool { names.accepts { _ in name } }

  /// Whether a series fulfils what does not concern its name or its points.
  func acceptsLabels(of identity: SeriesIdentity) -> Bool {
    others.accepts { Self.value(of: $0, in: identity.labels) }
  }

  /// For each series of a batch's tables, whether points of it may be wanted, be it for `target_info`.
  func chosen(in tables: borrowing MetricBatch) -> [Bool] {
    var wantedTargets: [Bool] = []
    if wantsTargets {
      for index in tables.resources.indices {
        let labels = TargetIdentity(tables.resource(at: index)).infoLabels
        wantedTargets.append(!labels.isEmpty && accepts(labels))
      }
    }
    var wantedMetrics: [Bool] = []
    for metric in tables.metrics {
      let name = SeriesIdentity.name(of: metric, in: tables)
      wantedMetrics.append(SeriesIdentity.seriesNames(name, metric.type).contains(where: accepts(name:)))
    }
    var chosen: [Bool] = []
    for (index, series) in tables.series.enumerated() {
      let metric = Int(series.metric)
      let isForTarget = wantsTargets && wantedTargets[Int(tables.metrics[metric].resource)]
      let isWanted = wantedMetrics[metric] && acceptsLabels(of: SeriesIdentity(UInt32(index), in: tables))
      chosen.append(isForTarget || isWanted)
    }
    return chosen
  }

  static func value(of name: String, in labels: [PrometheusLabel]) -> String {
    labels.first { $0.name == name }?.value ?? ""
  }
}
