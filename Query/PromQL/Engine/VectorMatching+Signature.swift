extension VectorMatching {
  /// The labels by which series find each other.
  func signature(of labels: Labels) -> Labels {
    isOn ? labels.keeping(self.labels) : labels.droppingMetricName(and: self.labels)
  }
}
