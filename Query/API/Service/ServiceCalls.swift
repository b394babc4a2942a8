import OTLPFormat
import QueryEngine

/// Calls from one service to another, whatever links them: a row of Jaeger's and of Zipkin's dependencies.
struct ServiceCalls {
  private struct Pair: Hashable {
    let caller: String
    let callee: String
  }

  let caller: String
  let callee: String
  private(set) var callCount: UInt64 = 0
  private(set) var errorCount: UInt64 = 0

  /// One row for each pair of services, by falling number of calls.
  static func rows(of dependencies: some Sequence<Dependency>) -> [ServiceCalls] {
    var rows: [Pair: ServiceCalls] = [:]
    for dependency in dependencies {
      let pair = Pair(caller: dependency.caller, callee: dependency.callee)
      rows[pair, default: ServiceCalls(caller: pair.caller, callee: pair.callee)].add(dependency)
    }
    return rows.values.sorted { left, right in
      left.callCount != right.callCount
        ? left.callCount > right.callCount : (left.caller, left.callee) < (right.caller, right.callee)
    }
  }

  private mutating func add(_ dependency: Dependency) {
    callCount += dependency.callCount
    errorCount += dependency.errorCount
  }

  /// Writes the row as both projects do; Jaeger's knows no errors.
  func write(to writer: inout JSONWriter, withErrors: Bool) {
    writer.beginObject()
    writer.key("parent")
    writer.string(caller)
    writer.key("child")
    writer.string(callee)
    writer.key("callCount")
    writer.int(callCount)
    if withErrors {
      writer.key("errorCount")
      writer.int(errorCount)
    }
    writer.endObject()
  }
}
