import ArgumentParser
import QueryEngine
import TelemetryModel
import TelemetryStorage

/// Which spans and log records are shown as they arrive: all conditions must hold.
struct TailOptions: ParsableArguments {
  @Option(help: "The service, as in service.name.")
  var service: String?

  @Option(help: "The operation: the name of the span. Log records have none and are left out.")
  var operation: String?

  @Option(
    help: ArgumentHelp(
      "Only spans that took at least this long. Log records are left out.", valueName: "duration"))
  var minDuration: DurationArgument?

  @Flag(help: "Only spans that failed, and log records that are at least errors.")
  var errors = false

  @Option(
    name: [.customLong("attribute"), .customShort("a")],
    help: ArgumentHelp(
      "An attribute of the span or record, its resource or scope; may be repeated.", valueName: "key=value"))
  var attributes: [TagArgument] = []

  @Option(
    help: ArgumentHelp(
      "A text in the body of the record, or in the name, status or an attribute of the span; case does not matter.",
      valueName: "text"))
  var text: String?

  @Flag(help: "Only spans.")
  var spans = false

  @Flag(help: "Only log records.")
  var logs = false

  func validate() throws {
    if spans && logs { throw ValidationError("--spans and --logs exclude each other") }
    if logs && (operation != nil || minDuration != nil) {
      throw ValidationError("--operation and --min-duration are about spans; leave out --logs")
    }
  }

  /// `nil` when no spans are wanted.
  var spanQuery: TraceQuery? {
    if logs { return nil }
    var query = TraceQuery(service: service, operation: operation, tags: attributes.map(\.tag))
    if errors { query.tags.append(TraceQuery.Tag("error", "true")) }
    if let minDuration { query.durationNanoseconds = minDuration.nanoseconds...UInt64.max }
    return query
  }

  /// `nil` when no log records are wanted.
  var logQuery: LogQuery? {
    if spans || operation != nil || minDuration != nil { return nil }
    var query = LogQuery()
    query.service = service
    query.leastSeverity = errors ? .error : .unspecified
    query.attributes = attributes.map { LogScanHint.AttributeText(key: $0.tag.key, text: $0.tag.text) }
    if let text { query.texts = [text] }
    return query
  }
}
