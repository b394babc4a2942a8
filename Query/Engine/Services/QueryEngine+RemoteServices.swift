import TelemetryModel
package import TelemetryStorage

extension QueryEngine {
  /// Attributes that name whom a span called, in the order in which they count.
  package static let remoteServiceKeys = ["peer.service", "server.address", "net.peer.name"]

  /// A span that calls what has this name; `nil` for a span that names anything.
  ///
  /// The address of a server counts where a span is a caller's: on a server's span it is its own.
  package static func callsRemote(_ name: String?) -> SpanCondition {
    let test = name.map { AttributeTest.hasText($0) } ?? .exists
    let isCaller = SpanCondition.any([.kind(.client), .kind(.producer), .kind(.consumer)])
    return .any(
      remoteServiceKeys.map { key in
        let names = SpanCondition.attribute(key, test, on: .span)
        return key == remoteServiceKeys[0] ? names : .all([isCaller, names])
      })
  }

  /// Whom the spans of a service say that they called, from the newest spans of the range, sorted by their bytes.
  package func remoteServices(
    calledBy services: [String], in range: TimeRange
  ) throws(QueryError) -> [String] {
    let deadline = Deadline(after: limits.timeout)
    let condition = SpanCondition.all([
      .any(services.map(SpanCondition.service)), .start(range), Self.callsRemote(nil),
    ])
    var names: Set<String> = []
    var rest = limits.versionSpanCount
    try scan(condition.requirements) { portion throws(QueryError) in
      try deadline.check()
      guard rest > 0, names.count < QueryLimits.remoteServiceCount else { return .stop }
      let batch = try reading { () throws(StoreError) in
        try portion.candidates(for: condition, columns: SpanCondition.Columns())
      }
      rest -= batch.count
      names.formUnion(Self.remoteNames(in: batch, condition))
      return .continue
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func remoteNames(in batch: SpanBatch, _ condition: SpanCondition) -> Set<String> {
    let compiled = CompiledCondition(condition, for: batch)
    if compiled.isNever { return [] }
    let columns = remoteServiceKeys.map { AttributeColumn($0, in: batch) }
    var codes: Set<StringCode> = []
    for row in compiled.rows(in: 0..<batch.count, of: batch) {
      let names = columns.lazy.compactMap { column -> StringCode? in
        guard let value = column.value(of: row, in: batch), value.kind == .string else { return nil }
        return StringCode(truncatingIfNeeded: value.payload)
      }
      if let name = names.first { codes.insert(name) }
    }
    return Set(codes.subtracting([0]).map(batch.strings.text))
  }
}
