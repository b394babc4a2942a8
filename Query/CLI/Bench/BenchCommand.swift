import ArgumentParser
import Foundation
import TerminalUI

/// `skein bench`: measures this very binary on this machine.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure ingest, size and queries on this machine.",
    discussion: """
      Starts a collector as a process of its own on a fresh file, sends it a corpus over several connections as fast
      as it answers, waits until all is merged, and asks the operating system what the collector used. CPU figures
      include its start and stop. Then it asks the settled file, in this process and over HTTP. Figures stand beside
      the bars of the project; the exit code says nothing about them.

      EXAMPLES
        skein bench                            # 200,000 spans of a built-in corpus
        skein bench --spans 1000000 --json
        skein bench --messy --verify           # what production really sends; every span compared
        skein bench --corpus corpus.otlp       # uint32-length-prefixed OTLP protobuf, plain or gzipped
        skein bench --messy --write messy.otlp # only write the corpus
        skein bench --db /mnt/disk/bench.db    # on the disk that matters
      """)

  @Option(help: "A corpus to replay instead of the built-in one.")
  var corpus: String?

  @Flag(help: "Use the messy corpus instead of the built-in shop.")
  var messy = false

  @Option(help: "How many spans of the generated corpus to send.")
  var spans = 200_000

  @Option(help: "Spans per request of the built-in shop.")
  var batch = 512

  @Option(help: "Write the generated corpus to a file and measure nothing.")
  var write: String?

  @Option(help: "How many connections send at once.")
  var connections = 4

  @Flag(help: "Compress requests with gzip, as many exporters do.")
  var gzip = false

  @Flag(help: "Compare every stored span with what was sent, field for field.")
  var verify = false

  @Flag(inversion: .prefixedNo, help: "Wait for the merge and measure queries.")
  var queries = true

  @Option(help: "How many seconds the merge may take.")
  var patience = 300

  @Option(help: "Where the collector keeps its data; removed afterwards. Default: a temporary directory.")
  var db: String?

  @Flag(help: "Leave the file of --db behind.")
  var keep = false

  @Flag(help: "Print JSON instead of a table.")
  var json = false

  private static let seed: UInt64 = 1

  func validate() throws {
    guard spans > 0, batch > 0, connections > 0, patience > 0 else {
      throw ValidationError("--spans, --batch, --connections and --patience must be positive")
    }
    if corpus != nil && (messy || write != nil) { throw ValidationError("--corpus excludes --messy and --write") }
    if keep && db == nil { throw ValidationError("--keep needs --db") }
    if verify && !queries { throw ValidationError("--verify looks at the settled file; leave out --no-queries") }
  }

  func run() async throws {
    if let write {
      let corpus = try await generate(path: write)
      StandardError.write("skein: \(NumberText.counted(corpus.spanCount, "span")) written\n")
      return
    }
    let directory = FileManager.default.temporaryDirectory.appending(path: "skein-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let database = db ?? directory.appending(path: "bench.db").path
    guard !FileManager.default.fileExists(atPath: database) else {
      throw ValidationError("\(database) exists; name a new file")
    }
    defer { if !keep { removeDatabase(database) } }
    let corpus =
      if let path = corpus { try await blocking { try BenchCorpus.load(path: path) } } else {
        try await generate(path: directory.appending(path: "corpus.otlp").path)
      }
    let report = try await measure(corpus, database: database)
    var console = try Console()
    if json {
      try console.print(report.json)
    } else {
      for line in report.lines(on: TerminalCapabilities(of: .standardOutput)) { try console.print(line) }
    }
    try console.flush()
    if report.load.failedRequestCount > 0 { throw ExitCode.failure }
  }

  private func generate(path: String) async throws -> BenchCorpus {
    let (kind, spans, batch) = (messy ? BenchCorpus.Generated.messy : .shop, spans, batch)
    return try await blocking {
      try BenchCorpus.generate(kind, spanCount: spans, batchSpanCount: batch, path: path)
    }
  }

  private func measure(_ corpus: BenchCorpus, database: String) async throws -> BenchReport {
    var report = BenchReport(corpus: corpus, connectionCount: connections, isGzipped: gzip)
    report.decode = try await blocking { try BenchDecode.run(corpus) }
    let collector = try BenchCollector.start(database: database)
    let load = BenchLoad(corpus: corpus, connectionCount: connections, isGzipped: gzip, endpoint: collector.endpoint)
    report.load = try await load.run()
    let settling = BenchSettling(endpoint: collector.endpoint, longestSeconds: queries ? Double(patience) : 0)
    report.settling = try await settling.run()
    report.usage = try await collector.stop()
    report.storedByteCount = databaseByteCount(database)
    guard queries else { return report }
    let samples = try await blocking { try BenchSamples(corpus, seed: Self.seed) }
    report.queries = try await blocking {
      var queries = BenchQueries(samples, seed: Self.seed)
      return try queries.run(database: database)
    }
    let server = try BenchCollector.startQueries(database: database)
    report.queries += try await BenchServerQueries(samples: samples, endpoint: server.endpoint).run()
    _ = try await server.stop()
    if verify { report.verification = try await blocking { try BenchVerification.run(corpus, database: database) } }
    return report
  }

  private func databaseByteCount(_ path: String) -> Int {
    ["", "-wal"].reduce(0) { sum, suffix in
      let attributes = try? FileManager.default.attributesOfItem(atPath: path + suffix)
      return sum + (attributes?[.size] as? Int ?? 0)
    }
  }

  private func removeDatabase(_ path: String) {
    for suffix in ["", "-wal", "-shm", ".lock"] { try? FileManager.default.removeItem(atPath: path + suffix) }
  }
}
