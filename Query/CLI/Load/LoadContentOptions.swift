import ArgumentParser
import CorpusGenerator
package import OTLPFormat
import TelemetryTransfer

/// What a load consists of.
struct LoadContentOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What is generated: shop (traces of about 20 spans), wide (10,000 children), deep (10,000 levels) or hostile (an ID "
        + "in every name, key and value).", valueName: "shape"))
  var shape = LoadShape.shop

  @Option(
    help: ArgumentHelp(
      "Send this file instead, plain or gzipped OTLP/JSON lines or length-prefixed protobuf, moved to now, with fresh "
        + "IDs; once, unless --duration or --count asks for more.", valueName: "file"))
  var replay: String?

  @Option(help: ArgumentHelp("Which signals are sent, separated by commas.", valueName: "signals"))
  var signals = SignalList(signals: Set(OTLPSignal.allCases))

  @Option(help: "Spans a request of a generated shape.")
  var batch = 512

  @Option(help: "How requests are encoded: protobuf or json.")
  var encoding = OTLPEncoding.protobuf

  @Flag(help: "Compress requests with gzip, as many exporters do.")
  var gzip = false

  private static let largestBatch = 100_000
  private static let seed: UInt64 = 42

  func validate() throws {
    guard (1...Self.largestBatch).contains(batch) else {
      throw ValidationError("--batch must be from 1 to \(Self.largestBatch)")
    }
  }

  /// How reports name it.
  var name: String { replay ?? shape.rawValue }

  /// Generates or reads what is to be sent. Blocks.
  func corpus(run: String) throws -> LoadCorpus {
    guard let replay else {
      return try LoadCorpus.generate(
        shape, signals: signals.signals, batchSpanCount: batch, seed: Self.seed, run: run, encoding: encoding)
    }
    var corpus = LoadCorpus(run: run, encoding: encoding)
    var reader = try MessageReader(path: replay)
    while let message = try reader.nextTelemetry() {
      switch message {
      case .spans(let result): if signals.signals.contains(.traces) { try corpus.append(result.batch) }
      case .logs(let batch): if signals.signals.contains(.logs) { try corpus.append(batch) }
      case .metrics(let result): if signals.signals.contains(.metrics) { try corpus.append(result.batch) }
      }
    }
    guard !corpus.templates.isEmpty else {
      throw CommandFailure.failed("\(replay): holds nothing of the signals that are to be sent")
    }
    return corpus
  }
}

/// Signals on the command line: `traces,logs`.
package struct SignalList: ExpressibleByArgument, Sendable {
  package let signals: Set<OTLPSignal>

  init(signals: Set<OTLPSignal>) { self.signals = signals }

  package init?(argument: String) {
    var signals: Set<OTLPSignal> = []
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let signal = OTLPSignal.allCases.first(where: { "\($0)" == word }) else { return nil }
      signals.insert(signal)
    }
    self.signals = signals
  }

  package var defaultValueDescription: String {
    OTLPSignal.allCases.filter(signals.contains).map { "\($0)" }.joined(separator: ",")
  }
}

extension LoadShape: ExpressibleByArgument {}
extension OTLPEncoding: ExpressibleByArgument {}
