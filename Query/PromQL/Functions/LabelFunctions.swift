extension Evaluator {
  /// `label_replace(vector, destination, replacement, source, expression)`.
  func replaceLabel(_ arguments: [Expression]) throws(PromQLError) -> [Track] {
    let tracks = try vector(arguments[0])
    let destination = try string(arguments[1])
    let template = try string(arguments[2])
    let source = try string(arguments[3])
    let expression = try string(arguments[4])
    let pattern: CapturingPattern
    do { pattern = try CapturingPattern(expression) } catch { throw Self.invalid(expression, error) }
    guard Labels.isName(destination) else {
      throw PromQLError(.execution, "invalid destination label name in label_replace(): \(destination)")
    }
    return try relabelled(tracks) { labels throws(PromQLError) in
      try budget.work(pattern.stateCount(for: labels[source]))
      do throws(CapturingSyntaxError) {
        guard let value = try pattern.replacement(for: labels[source], template: template) else { return labels }
        return labels.setting(destination, to: value)
      } catch { throw Self.invalid(expression, error) }
    }
  }

  private static func invalid(_ expression: String, _ error: CapturingSyntaxError) -> PromQLError {
    PromQLError(.execution, "invalid regular expression in label_replace(): \(expression.quoted), \(error.reason)")
  }

  /// `label_join(vector, destination, separator, source...)`.
  func joinLabels(_ arguments: [Expression]) throws(PromQLError) -> [Track] {
    let tracks = try vector(arguments[0])
    let destination = try string(arguments[1])
    let separator = try string(arguments[2])
    let sources = try arguments.dropFirst(3).map { source throws(PromQLError) in try string(source) }
    if let invalid = sources.first(where: { !Labels.isName($0) }) {
      throw PromQLError(.execution, "invalid source label name in label_join(): \(invalid)")
    }
    guard Labels.isName(destination) else {
      throw PromQLError(.execution, "invalid destination label name in label_join(): \(destination)")
    }
    return try relabelled(tracks) { labels throws(PromQLError) in
      labels.setting(destination, to: sources.map { labels[$0] }.joined(separator: separator))
    }
  }

  private func relabelled(_ tracks: [Track], _ change: (Labels) throws(PromQLError) -> Labels) throws(PromQLError)
    -> [Track]
  {
    var result = tracks
    for index in result.indices {
      try budget.work(100)
      result[index].labels = try change(result[index].labels)
    }
    return try result.united()
  }
}
