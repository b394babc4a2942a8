package import OTLPFormat
package import QueryEngine
import Rollups

extension JSONWriter {
  /// Both sides, the link between them, calls, errors and the mean duration in nanoseconds.
  package mutating func dependencies(_ answer: DependencyAnswer) {
    beginObject()
    minutes(answer.minutes)
    key("damaged")
    int(answer.damagedCount)
    key("dependencies")
    beginArray()
    for dependency in answer.dependencies {
      beginObject()
      key("caller")
      string(dependency.caller)
      key("callee")
      string(dependency.callee)
      figures(of: dependency)
      endObject()
    }
    endArray()
    endObject()
  }

  mutating func figures(of dependency: Dependency) {
    key("link")
    string(dependency.link.word)
    key("count")
    int(dependency.callCount)
    key("errors")
    int(dependency.errorCount)
    key("mean")
    double(Double(dependency.durationNanoseconds) / Double(dependency.callCount))
  }
}

extension EdgeIdentity.Link {
  fileprivate var word: String {
    switch self {
    case .rpc: "rpc"
    case .messaging: "messaging"
    case .database: "database"
    case .virtual: "virtual"
    }
  }
}
