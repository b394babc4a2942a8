import ArgumentParser
package import QueryEngine

/// A condition on an attribute as a user writes it: `key=value`.
package struct TagArgument: ExpressibleByArgument, Sendable {
  package let tag: TraceQuery.Tag

  package init?(argument: String) {
    guard let separator = argument.firstIndex(of: "="), separator > argument.startIndex else { return nil }
    tag = TraceQuery.Tag(String(argument[..<separator]), String(argument[argument.index(after: separator)...]))
  }
}
