import Hummingbird

/// The parameters of a request's query part, in order; a name may come more than once.
struct QueryParameters {
  private let pairs: [(name: String, value: String)]

  init(_ request: Request) throws(RequestFailure) { try self.init(query: request.uri.query ?? "") }

  /// Reads `name=value&...` as HTML forms write it: percent-encoded, with `+` for a space.
  init(query: String) throws(RequestFailure) {
    var pairs: [(name: String, value: String)] = []
    for part in query.split(separator: "&") {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentEncoding.decode(sides[0], plusIsSpace: true),
        let value = PercentEncoding.decode(sides.count > 1 ? sides[1] : "", plusIsSpace: true)
      else { throw .badRequest("malformed percent-encoding in the query") }
      pairs.append((name, value))
    }
    self.pairs = pairs
  }

  /// The first value of a parameter that is not empty, under the first of several names that has one.
  func text(_ names: String...) -> String? {
    for name in names {
      if let pair = pairs.first(where: { $0.name == name && !$0.value.isEmpty }) { return pair.value }
    }
    return nil
  }

  /// All values of a parameter that are not empty.
  func texts(_ name: String) -> [String] {
    pairs.filter { $0.name == name && !$0.value.isEmpty }.map(\.value)
  }

  /// All values of a parameter that may be repeated, or hold several of them with commas in between.
  func list(_ name: String) -> [String] {
    texts(name).flatMap { $0.split(separator: ",").map(String.init) }
  }
}
