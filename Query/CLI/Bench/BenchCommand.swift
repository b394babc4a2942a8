import ArgumentParser
import Foundation

/// `skein bench`: measures this very binary on this machine.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure ingest on this machine: CPU, latency, memory, bytes per span.",
    discussion: """
      Starts a collector as a process of its own on a fresh file, sends it a corpus over several connections as fast
      as it answers, and asks the operating system what the collector used. CPU figures include its start and stop.

      EXAMPLES
        skein bench                            # 200,000 spans of a built-in corpus
        skein bench --spans 1000000 --json
        skein bench --corpus corpus.otlp       # uint32-length-prefixed OTLP protobuf, plain or gzipped
        skein bench --db /mnt/disk/bench.db    # on the disk that matters
      """)

  @Option(help: "A corpus to replay instead of the built-in one.")
  var corpus: String?

  @Option(help: "How many spans of the built-in corpus to send.")
  var spans = 200_000

  @Option(help: "Spans per request of the built-in corpus.")
  var batch = 512

  @Option(help: "How many connections send at once.")
  var connections = 4

  @Flag(help: "Compress requests with gzip, as many exporters do.")
  var gzip = false

  @Option(help: "Where the collector keeps its data; removed afterwards. Default: a temporary directory.")
  var db: String?

  @Flag(help: "Print JSON instead of a table.")
  var json = false

  func validate() throws {
    guard spans > 0, batch > 0, connections > 0 else {
      throw ValidationError("--spans, --batch and --connections must be positive")
    }
  }

  func run() async throws {
    let corpus = try BenchCorpus.load(path: corpus, spanCount: spans, batchSpanCount: batch)
    var report = BenchReport(corpus: corpus, connectionCount: connections, isGzipped: gzip)
    report.decode = BenchDecode.run(corpus)
    let directory = FileManager.default.temporaryDirectory.appending(path: "skein-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let database = db ?? directory.appending(path: "bench.db").path
    guard !FileManager.default.fileExists(atPath: database) else {
      throw ValidationError("\(database) exists; name a new file, it is removed after the measurement")
    }
    defer { if db != nil { removeDatabase(database) } }

    let collector = try BenchCollector.start(database: database)
    let load = BenchLoad(corpus: corpus, connectionCount: connections, isGzipped: gzip, endpoint: collector.endpoint)
    report.load = try await load.run()
    report.usage = try await collector.stop()
    report.storedByteCount = databaseByteCount(database)
    print(json ? try report.json() : report.table())
    if report.load.failedRequestCount > 0 { throw ExitCode.failure }
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
