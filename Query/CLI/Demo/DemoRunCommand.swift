import ArgumentParser
import DemoShop
import Foundation
import HTTPService
import ServiceLifecycle

/// `skein demo run`, or just `skein demo`.
struct DemoRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Start Skein, the shop and its customers; Ctrl-C stops everything.",
    discussion: """
      EXAMPLES
        skein demo
        skein demo --processes --rate 5
        skein demo --fault slow-payments
        skein demo --mesh
        skein demo fault list
      """)

  @Option(name: .customLong("db"), help: ArgumentHelp("Keep the telemetry in this file.", valueName: "file"))
  var databasePath: String?

  @Option(name: .customLong("otlp-http"), help: "Where OTLP/HTTP is received.")
  var otlp = HTTPEndpoint(host: "127.0.0.1", port: 4_318)

  @Option(name: .customLong("http"), help: "Where queries are answered.")
  var http = HTTPEndpoint(host: "127.0.0.1", port: 16_686)

  @Option(help: "The port of the shop's gateway; 0 takes a free one.")
  var shopPort: UInt16 = 8_480

  @Option(help: "The port of the shop's registry, which takes faults; 0 takes a free one.")
  var controlPort = DemoFaultCommand.defaultPort

  @Option(help: "Customers that come in each second.")
  var rate = 1.0

  @Option(help: "The same seed sends the same customers after the same things.")
  var seed: UInt64 = 1

  @Option(help: "What goes wrong from the start; may be repeated. `skein demo fault list` says what there is.")
  var fault: [Fault] = []

  @Flag(help: "Run each service in a process of its own.")
  var processes = false

  @Flag(help: "Put Envoy, when it is installed, before orders and payments; its spans are part of the traces.")
  var mesh = false

  @Flag(help: "Do not show rates, errors and durations.")
  var quiet = false

  func validate() throws {
    guard rate >= 0, rate <= 1_000 else { throw ValidationError("--rate is from 0 to 1000") }
  }

  func run() async throws {
    // Now, rather than when the shop is open.
    if mesh { _ = try DemoMeshCommand.program() }
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let node = try Node.open(
      try DatabaseOption.parse(["--db", databasePath ?? folder.path + "/skein.db"]),
      collecting: try CollectorOptions.parse(["--otlp-http", otlp.description]))
    // By default, requests come from this machine alone.
    let access = try AccessOptions.parse([])
    let (endpoints, continuation) = AsyncStream<DemoEndpoint>.makeStream(bufferingPolicy: .bufferingNewest(2))
    let demo = DemoService(
      options: options, endpoints: endpoints, folder: folder.path, usesProcesses: processes,
      hasMesh: mesh,
      guide: DemoGuide(databasePath: databasePath, faults: fault, isShowingRates: !quiet))
    let receivers = try node.collectorServices(
      try CollectorOptions.parse(["--otlp-http", otlp.description, "--otlp-grpc", "off"]), access
    ) {
      continuation.yield(.collector("http://\($0)"))
    }
    try await node.run(
      receivers + [
        try node.queryService(try QueryOptions.parse(["--http", http.description]), access) {
          continuation.yield(.query("http://\($0)"))
        },
        demo,
      ])
    announce(databasePath.map { "stopped; the telemetry is in \($0)" } ?? "stopped; nothing is left")
  }

  private var options: ShopOptions {
    var options = ShopOptions()
    options.gatewayPort = Int(shopPort)
    options.registryPort = Int(controlPort)
    options.faults = fault
    options.shoppers.rate = rate
    options.shoppers.seed = seed
    return options
  }
}

/// A folder of one's own, gone when the work is done.
struct TemporaryFolder {
  let path: String

  init() throws(CommandFailure) {
    let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    var template = Array((parent + "/skein-demo.XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .failed("cannot make a folder in \(parent): \(String(cString: strerror(errno)))")
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
