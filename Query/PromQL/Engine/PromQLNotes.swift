/// What should be known about an answer besides its values: `warnings` and `infos` of the HTTP API.
///
/// Hand one to a query and read it afterwards; for one query and one thread. The words are those of Prometheus 3.
package final class PromQLNotes {
  package private(set) var warnings: [String] = []
  package private(set) var infos: [String] = []

  /// How many different ones of each kind are kept, as in Prometheus.
  private static let count = 10

  package init() {}

  func warn(_ text: String) { Self.add("PromQL warning: \(text)", to: &warnings) }

  func inform(_ text: String) { Self.add("PromQL info: \(text)", to: &infos) }

  private static func add(_ text: String, to texts: inout [String]) {
    if texts.count < count, !texts.contains(text) { texts.append(text) }
  }
}
