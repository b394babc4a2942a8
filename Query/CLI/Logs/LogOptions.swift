import ArgumentParser
import QueryAPI
import QueryEngine
import TelemetryModel
import TelemetryStorage

/// What log records are searched by: all conditions must hold on a record.
struct LogOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Texts that the body holds as whole words; case does not matter.",
      discussion: "Quick on any amount: segments without the words are left out.", valueName: "text"))
  var words: [String] = []

  @Option(help: "The service, as in service.name.")
  var service: String?

  @Option(help: "Only records at least this severe: trace, debug, info, warn, error, fatal, or a number from 1 to 24.")
  var severity: SeverityArgument?

  @Option(help: ArgumentHelp("Only records of this trace.", valueName: "id"))
  var trace: TraceIDArgument?

  @Option(help: ArgumentHelp("Only records of this span.", valueName: "id"))
  var span: SpanIDArgument?

  @Option(help: ArgumentHelp("Only records with this correlation ID.", valueName: "id"))
  var correlation: String?

  @Option(
    name: [.customLong("attribute"), .customShort("a")],
    help: ArgumentHelp("An attribute of the record, its resource or scope; may be repeated.", valueName: "key=value"))
  var attributes: [TagArgument] = []

  @Option(help: ArgumentHelp("A text that the body holds anywhere; case does not matter.", valueName: "text"))
  var contains: [String] = []

  @Option(help: ArgumentHelp("A regular expression that the body matches somewhere.", valueName: "regex"))
  var regex: [ExpressionArgument] = []

  @OptionGroup var time: TimeOptions

  @Option(help: "How many records to show at most.")
  var limit = 100

  @Flag(help: "The oldest records instead of the newest.")
  var oldestFirst = false

  func validate() throws {
    if LogLimit(limit) == nil { throw ValidationError("--limit must be between 1 and \(QueryLimits.logRecordCount)") }
  }

  var query: LogQuery {
    get throws {
      var query = LogQuery()
      query.times = try time.range
      query.service = service
      query.leastSeverity = severity?.severity ?? .unspecified
      query.traceID = trace?.id
      query.spanID = span?.id
      query.correlationID = correlation
      query.attributes = attributes.map { LogScanHint.AttributeText(key: $0.tag.key, text: $0.tag.text) }
      query.phrases = words
      query.texts = contains
      query.expressions = regex.map(\.expression)
      query.order = oldestFirst ? .oldestFirst : .newestFirst
      query.limit = LogLimit(limit) ?? .default
      return query
    }
  }
}

/// A severity as a user writes it: `warn`, `error2`, `17`.
struct SeverityArgument: ExpressibleByArgument, Sendable {
  let severity: SeverityNumber

  init?(argument: String) {
    guard let severity = SeverityNumber(parameter: argument) else { return nil }
    self.severity = severity
  }
}

/// A span ID of up to 16 hexadecimal digits.
struct SpanIDArgument: ExpressibleByArgument, Sendable {
  let id: SpanID

  init?(argument: String) {
    guard let id = SpanID(parameter: argument) else { return nil }
    self.id = id
  }
}

/// A regular expression on the command line.
struct ExpressionArgument: ExpressibleByArgument, Sendable {
  let expression: BodyExpression

  init?(argument: String) {
    guard let expression = try? BodyExpression(argument) else { return nil }
    self.expression = expression
  }
}
