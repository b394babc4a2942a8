import OTLPFormat
import QueryEngine
import Rollups

/// Calls from one service to another, in Zipkin's terms.
struct ZipkinLink {
  private struct Pair: Hashable {
    let parent: String
    let child: String
  }

  private let pair: Pair
  private var callCount: UInt64 = 0
  private var errorCount: UInt64 = 0

  /// One link for each pair of services, by falling number of calls.
  static func links(of dependencies: [Dependency]) -> [ZipkinLink] {
    var links: [Pair: ZipkinLink] = [:]
    for dependency in dependencies
    where dependency.link != .virtual || dependency.caller != Rollup.userName {
      let pair = Pair(parent: dependency.caller, child: dependency.callee)
      links[pair, default: ZipkinLink(pair: pair)].callCount += dependency.callCount
      links[pair]?.errorCount += dependency.errorCount
    }
    return links.values.sorted { left, right in
      left.callCount != right.callCount
        ? left.callCount > right.callCount
        : (left.pair.parent, left.pair.child) < (right.pair.parent, right.pair.child)
    }
  }

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("parent")
    writer.string(pair.parent)
    writer.key("child")
    writer.string(pair.child)
    writer.key("callCount")
    writer.int(callCount)
    if errorCount > 0 {
      writer.key("errorCount")
      writer.int(errorCount)
    }
    writer.endObject()
  }
}
