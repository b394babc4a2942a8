import ArgumentParser
import QueryEngine

/// What traces are searched by: all conditions must hold on one span of a trace.
struct SearchOptions: ParsableArguments {
  @Option(help: "The service, as in service.name.")
  var service: String?

  @Option(help: "The operation: the name of the span.")
  var operation: String?

  @Option(
    name: [.customLong("tag"), .customShort("t")],
    help: ArgumentHelp(
      "An attribute of the span, its resource, scope, events or links; may be repeated.",
      discussion: """
        Special keys: error=true, span.kind=server, span.status=ok, scope.name, scope.version, and resource.KEY for the \
        resource only.
        """, valueName: "key=value"))
  var tags: [TagArgument] = []

  @Option(
    name: [.customLong("filter"), .customShort("f")],
    help: ArgumentHelp(
      "Conditions on one span, with and, or, not and parentheses; may be repeated.",
      discussion: """
        Each is a key, an operator (= != < <= > >= =~ !~, the last two with a regular expression of the whole value) and a \
        value, if need be in double quotes; or exists(key). Keys are those of attributes (span:KEY, resource:KEY, \
        scope:KEY, event:KEY, link:KEY for one level), or service, operation, kind, status, statusMessage, duration, \
        eventName, scope.name, scope.version, traceID, spanID, parentSpanID.
        """, valueName: "filter"))
  var filters: [FilterArgument] = []

  @Option(help: ArgumentHelp("Only spans that took at least this long, such as 250ms.", valueName: "duration"))
  var minDuration: DurationArgument?

  @Option(help: ArgumentHelp("Only spans that took at most this long.", valueName: "duration"))
  var maxDuration: DurationArgument?

  @Flag(help: "Only spans that failed.")
  var errors = false

  @OptionGroup var time: TimeOptions

  @Option(help: "How many traces to show at most: the newest.")
  var limit = 20

  func validate() throws {
    for argument in filters {
      do {
        _ = try argument.filter
      } catch {
        throw ValidationError("--filter, \(error)")
      }
    }
    if TraceLimit(limit) == nil { throw ValidationError("--limit must be between 1 and \(QueryLimits.traceCount)") }
    if let minDuration, let maxDuration, maxDuration.nanoseconds < minDuration.nanoseconds {
      throw ValidationError("--max-duration is less than --min-duration")
    }
  }

  var query: TraceQuery {
    get throws {
      var query = TraceQuery(
        service: service, operation: operation, tags: tags.map(\.tag),
        filters: try filters.map { try $0.filter }, timeRange: try time.range,
        limit: TraceLimit(limit) ?? .default)
      if errors { query.tags.append(TraceQuery.Tag("error", "true")) }
      if minDuration != nil || maxDuration != nil {
        query.durationNanoseconds = (minDuration?.nanoseconds ?? 0)...(maxDuration?.nanoseconds ?? .max)
      }
      return query
    }
  }
}
