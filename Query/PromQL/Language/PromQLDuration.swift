/// Lengths of time as PromQL and its HTTP API write them.
package enum PromQLDuration {
  /// Milliseconds of a duration such as `1h30m`: units from large to small, each at most once.
  package static func milliseconds(_ text: some StringProtocol) throws(PromQLError) -> Int64 {
    try NumberText.milliseconds(text)
  }
}
