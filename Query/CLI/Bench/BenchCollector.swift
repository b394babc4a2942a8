import Foundation
import HTTPService

/// A collector of this binary, in a process of its own.
struct BenchCollector {
  let endpoint: HTTPEndpoint
  private let process: Process

  /// How long traces wait for their spans. Short, for a corpus of an hour is sent in seconds, and is to be settled soon.
  private static let holdBack = "2s"

  /// Starts a collector on a free port; returns once it accepts requests.
  static func start(database: String) throws -> BenchCollector {
    try start([
      "collector", "--db", database, "--otlp-http", "127.0.0.1:0", "--otlp-grpc", "off", "--hold-back", holdBack,
    ])
  }

  /// Starts a server that answers queries over a settled file.
  static func startQueries(database: String) throws -> BenchCollector {
    try start(["query", "--db", database, "--http", "127.0.0.1:0"])
  }

  private static func start(_ arguments: [String]) throws -> BenchCollector {
    let process = Process()
    process.executableURL = Bundle.main.executableURL
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    var text = ""
    while case let data = output.fileHandleForReading.availableData, !data.isEmpty {
      text += String(decoding: data, as: UTF8.self)
      if let endpoint = endpoint(in: text) { return BenchCollector(endpoint: endpoint, process: process) }
    }
    throw BenchError(description: "skein \(arguments[0]) ended before it listened")
  }

  /// The first endpoint that a complete line of the collector's greeting names.
  private static func endpoint(in text: String) -> HTTPEndpoint? {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      for word in line.split(separator: " ") where word.hasPrefix("http://") {
        if let endpoint = HTTPEndpoint(String(word.dropFirst("http://".count).prefix { $0 != "/" })) { return endpoint }
      }
    }
    return nil
  }

  /// Stops it as an operator would, and returns what it used.
  func stop() async throws -> ProcessUsage {
    // Not `ru_maxrss`: that begins with the memory of the process that started it, this one with the corpus.
    guard let peakMemoryByteCount = ServerProcess.of(process).peakMemoryByteCount() else {
      throw BenchError(description: "the system does not tell the collector's memory")
    }
    process.terminate()
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        process.waitUntilExit()
        continuation.resume()
      }
    }
    guard process.terminationStatus == 0 else {
      throw BenchError(description: "the collector ended with status \(process.terminationStatus)")
    }
    var usage = ProcessUsage.ofEndedChildren()
    usage.peakMemoryByteCount = peakMemoryByteCount
    return usage
  }
}

struct BenchError: Error, CustomStringConvertible {
  let description: String
}
