import ArgumentParser
import AsyncHTTPClient
import CorpusGenerator
import Foundation
import OTLPFormat
import TelemetryModel
import TelemetryTransfer
import TerminalUI

/// `skein load`: sends telemetry to a collector at a rate, or as fast as it is taken, and says what came of it.
struct LoadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load",
    abstract: "Put load on any OTLP/HTTP collector and measure what it does.",
    discussion: """
      With --rate, the moment of every request is fixed beforehand, and latencies count from it: a slow collector is not
      spared. Without it, each connection sends its next request as soon as the last was answered. Requests that are
      refused (429, 502, 503, 504) or not answered are sent again as OTLP's exporters do it. Every request carries fresh
      IDs and times. The exit code is 1 when something was lost or rejected, or not found again with --verify.

      EXAMPLES
        skein load                                        # the shop, all signals, as fast as possible, 10 seconds
        skein load --rate 50000 --duration 60s            # spans, log records and points a second
        skein load --shape hostile --gzip --connections 32
        skein load --replay capture.otlp.gz --encoding json
        skein load --count 1000000 --verify --json        # counts in Skein what was acknowledged
        skein load --endpoint http://otel.example:4318 --header 'authorization=Bearer x' --signals traces
      """)

  @Option(help: ArgumentHelp("The OTLP/HTTP address of the collector.", valueName: "url"))
  var endpoint: CollectorURL?

  @Option(help: ArgumentHelp("A header of every request, NAME=VALUE; may be repeated.", valueName: "header"))
  var header: [HeaderArgument] = []

  @OptionGroup var content: LoadContentOptions

  @Option(
    help: ArgumentHelp("Spans, log records and points a second. Default: as fast as possible.", valueName: "rows"))
  var rate: Double?

  @Option(help: "How long new requests begin. Default: 10s, unless --count or --replay says where it ends.")
  var duration: DurationArgument?

  @Option(help: ArgumentHelp("End with the request that completes so many rows.", valueName: "rows"))
  var count: Int?

  @Option(help: "How many requests may be under way at once, each on a connection of its own.")
  var connections = 4

  @Option(help: "How often a request is sent at most before it counts as lost.")
  var attempts = 10

  @Flag(help: "Read back from Skein what was acknowledged, and count it.")
  var verify = false

  @Option(help: ArgumentHelp("Where --verify asks: Skein's query address.", valueName: "url"))
  var server: ServerURL?

  @Option(
    help: ArgumentHelp("The collector's process. Default: the one that listens on the endpoint.", valueName: "pid"))
  var serverPid: Int32?

  @Flag(help: "Print JSON instead of tables.")
  var json = false

  private static let endpoint = "http://127.0.0.1:4318"
  private static let server = "http://127.0.0.1:16686"
  private static let duration = Duration.seconds(10)
  private static let largestConnectionCount = 1_000

  func validate() throws {
    if let rate, !(rate > 0 && rate.isFinite) { throw ValidationError("--rate must be a positive number") }
    if let count, count < 1 { throw ValidationError("--count must be positive") }
    if let duration, duration.nanoseconds == 0 { throw ValidationError("--duration must be positive") }
    guard (1...Self.largestConnectionCount).contains(connections) else {
      throw ValidationError("--connections must be from 1 to \(Self.largestConnectionCount)")
    }
    guard attempts > 0 else { throw ValidationError("--attempts must be positive") }
    if server != nil && !verify { throw ValidationError("--server is where --verify asks; add --verify") }
  }

  func run() async throws {
    guard let endpoint = endpoint?.endpoint ?? TraceEndpoint(Self.endpoint),
      let server = server ?? ServerURL(argument: Self.server)
    else { throw CommandFailure.failed("no endpoint") }
    var generator = SystemRandomNumberGenerator()
    let seed = generator.next()
    let content = content
    let corpus = try await blocking { try content.corpus(run: Hex.text(seed)) }
    let process = try serverPid.map { try ServerProcess(id: $0) } ?? ServerProcess.listening(at: endpoint)
    let signals = LoadSignals()
    defer { signals.end() }

    var configuration = HTTPClient.Configuration.telemetryTransfer
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
    let client = HTTPClient(configuration: configuration)
    let run = LoadRun(
      corpus: corpus, seed: seed, plan: plan, connectionCount: connections,
      policy: RetryPolicy(attemptLimit: attempts),
      sender: SpanSender(to: endpoint, client: client, headers: header.map { ($0.name, $0.value) }),
      encoding: content.encoding, gzips: content.gzip, process: process)
    let outcome: LoadOutcome
    do {
      try await LoadRun.checkReachable(endpoint, client)
      outcome = try await run.perform(until: signals)
    } catch {
      try? await client.shutdown()
      throw error
    }
    try await client.shutdown()

    var report = LoadReport(command: self, endpoint: endpoint, corpus: corpus, outcome: outcome)
    if verify { report.verification = try await LoadVerification.run(corpus, outcome, seed: seed, server: server) }
    try report.print(asJSON: json)
    if !report.isFlawless { throw ExitCode.failure }
  }

  private var plan: LoadSchedule.Plan {
    var plan = LoadSchedule.Plan()
    plan.rowsPerSecond = rate
    plan.duration = duration.map { .nanoseconds($0.nanoseconds) }
    plan.rowCount = count
    if plan.duration == nil && plan.rowCount == nil {
      if content.replay != nil { plan.roundCount = 1 } else { plan.duration = Self.duration }
    }
    // Without a rate a connection whose request is refused waits with it, as an exporter does.
    if rate == nil { plan.waitingLimit = connections }
    return plan
  }
}

/// A header on the command line, `NAME=VALUE`.
package struct HeaderArgument: ExpressibleByArgument, Sendable {
  package let name: String
  package let value: String

  package init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    // A name is a token (RFC 9110, section 5.6.2); a value with a line break would begin another header.
    let others = "!#$%&'*+-.^_`|~"
    guard parts.count == 2, !parts[0].isEmpty,
      parts[0].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) || others.contains($0) }),
      parts[1].utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
    else { return nil }
    (name, value) = (String(parts[0]), String(parts[1]))
  }
}
