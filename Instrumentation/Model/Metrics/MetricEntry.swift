/// A metric of one resource and scope as a batch holds it. Equal entries are kept once.
package struct MetricEntry: Hashable, Sendable, BitwiseCopyable {
  package var name: StringCode
  package var description: StringCode
  package var unit: StringCode
  package var type: MetricType
  package var temporality: AggregationTemporality
  package var isMonotonic: Bool
  package var metadata: AttributeList
  /// Index into the batch's `resources`.
  package var resource: UInt32
  /// Index into the batch's `scopes`.
  package var scope: UInt32

  package init(
    name: StringCode, description: StringCode = 0, unit: StringCode = 0, type: MetricType,
    temporality: AggregationTemporality = .unspecified, isMonotonic: Bool = false,
    metadata: AttributeList = .empty, resource: UInt32 = 0, scope: UInt32 = 0
  ) {
    self.name = name
    self.description = description
    self.unit = unit
    self.type = type
    self.temporality = temporality
    self.isMonotonic = isMonotonic
    self.metadata = metadata
    self.resource = resource
    self.scope = scope
  }
}

/// A series of points: a metric and the attributes that all its points share. Equal entries are kept once.
///
/// Attributes in another order make another entry: a batch keeps what was sent.
package struct SeriesEntry: Hashable, Sendable, BitwiseCopyable {
  /// Index into the batch's `metrics`.
  package var metric: UInt32
  package var attributes: AttributeList

  @inlinable
  package init(metric: UInt32, attributes: AttributeList) {
    self.metric = metric
    self.attributes = attributes
  }
}
