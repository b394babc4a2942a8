import PromQL
import Rollups
import TelemetryModel

/// Which series of a kind of identity a list of matchers is about, as far as it can be told without rollups.
struct Selection<Identity: LabelledIdentity> {
  let metrics: [DerivedMetric]
  /// The numbers of the bounds that match, those of `LatencyBounds.texts`.
  let bounds: [Int]
  private let identityTest: LabelTest

  init(_ matchers: [LabelMatcher]) {
    let nameTest = LabelTest(matchers.filter { $0.name == Labels.metricName })
    let boundTest = LabelTest(matchers.filter { $0.name == Self.boundLabel })
    identityTest = LabelTest(matchers.filter { $0.name != Labels.metricName && $0.name != Self.boundLabel })
    let bounds = LatencyBounds.texts.indices.filter { number in boundTest.accepts { _ in LatencyBounds.texts[number] } }
    let acceptsNoBound = boundTest.accepts { _ in "" }
    metrics = Identity.metrics.filter { metric in
      nameTest.accepts { _ in metric.name } && (metric.figure == .buckets ? !bounds.isEmpty : acceptsNoBound)
    }
    self.bounds = bounds
  }

  static var boundLabel: String { "le" }

  var isEmpty: Bool { metrics.isEmpty }

  func accepts(_ identity: Identity, _ strings: StringTable) -> Bool {
    identityTest.accepts { identity.value(of: $0, strings) }
  }

  func wants(_ figure: DerivedMetric.Figure) -> Bool { metrics.contains { $0.figure == figure } }

  /// How many series an identity has, native histograms aside.
  var seriesPerIdentity: Int { metrics.reduce(0) { $0 + ($1.figure == .buckets ? bounds.count : 1) } }

  /// The labels of a metric's series, in the order of `bounds` if it has some.
  func labels(of metric: DerivedMetric, _ identity: Identity, _ strings: StringTable) -> [Labels] {
    let labels = identity.labels(strings) + [Label(Labels.metricName, metric.name)]
    guard metric.figure == .buckets else { return [Labels(labels)] }
    return bounds.map { Labels(labels + [Label(Self.boundLabel, LatencyBounds.texts[$0])]) }
  }
}

/// The identities of many rollups, each known by its texts, numbered in the order of their coming.
struct IdentityTable<Identity: LabelledIdentity> {
  private(set) var strings = StringTable()
  private(set) var identities: [Identity] = []
  private var numbers: [Identity: Int] = [:]

  /// The identity's number, which is new when it is the count of identities before.
  ///
  /// Texts that are no UTF-8 count as what they are shown as, so that no two series have the same labels.
  mutating func number(of identity: Identity, _ texts: StringTable) -> Int {
    let own = identity.carried { strings.intern(texts.text($0)) }
    if let number = numbers[own] { return number }
    numbers[own] = identities.count
    identities.append(own)
    return identities.count - 1
  }
}
