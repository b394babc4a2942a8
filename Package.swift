// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "skein",
  products: [
    .executable(name: "skein", targets: ["skein"])
  ],
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
  ],
  targets: [
    // Instrumentation: makes telemetry. The low layers use no third-party package.
    .target(name: "TelemetryModel", path: "Instrumentation/Model"),
    .target(name: "OTLPFormat", dependencies: ["TelemetryModel"], path: "Instrumentation/OTLP"),
    .systemLibrary(
      name: "CZlib", path: "Instrumentation/Compression/CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "BoundedZlib", dependencies: ["CZlib"], path: "Instrumentation/Compression",
      exclude: ["CZlib"]),

    // Collector: keeps it.
    .target(
      name: "SegmentFormat", dependencies: ["TelemetryModel", "BoundedZlib"], path: "Collector/Storage/Format"),
    .target(name: "TelemetryStorage", dependencies: ["TelemetryModel"], path: "Collector/Storage/Seam"),
    .systemLibrary(
      name: "CSQLite", path: "Collector/Storage/CSQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"])]),
    .target(
      name: "SegmentStore", dependencies: ["TelemetryStorage", "SegmentFormat", "CSQLite"],
      path: "Collector/Storage/Store"),
    .target(name: "SpanIngest", dependencies: ["TelemetryStorage"], path: "Collector/Ingest"),
    .target(
      name: "HTTPService",
      dependencies: [
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      path: "Collector/Server"),
    .target(
      name: "OTLPReceiver",
      dependencies: [
        "HTTPService", "SpanIngest", "OTLPFormat", "BoundedZlib", .product(name: "NIOPosix", package: "swift-nio"),
      ],
      path: "Collector/Receivers"),

    // Query: answers.
    .target(name: "TraceAnalysis", dependencies: ["TelemetryModel"], path: "Query/Analysis"),
    .target(name: "QueryEngine", dependencies: ["TelemetryStorage", "TraceAnalysis"], path: "Query/Engine"),
    .target(
      name: "QueryAPI",
      dependencies: ["QueryEngine", "OTLPFormat", "HTTPService", .product(name: "NIOPosix", package: "swift-nio")],
      path: "Query/API"),
    .target(name: "TerminalUI", dependencies: ["TraceAnalysis"], path: "Query/Terminal"),
    .target(
      name: "TelemetryTransfer",
      dependencies: [
        "OTLPFormat", "BoundedZlib", "TelemetryStorage",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      path: "Query/Transfer"),
    .executableTarget(
      name: "skein",
      dependencies: [
        "OTLPReceiver", "SegmentStore", "QueryEngine", "QueryAPI", "TerminalUI", "TelemetryTransfer",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      path: "Query/CLI"),

    // Tests
    .target(name: "TestSupport", dependencies: ["TelemetryModel"], path: "Tests/Support/TestSupport"),
    .target(name: "OTLPFuzzing", dependencies: ["OTLPFormat", "TestSupport"], path: "Tests/Fuzz/Fuzzing"),
    .executableTarget(name: "skein-fuzz", dependencies: ["OTLPFuzzing"], path: "Tests/Fuzz/Runner"),
    .target(name: "CFaultVFS", dependencies: ["CSQLite"], path: "Tests/Support/CFaultVFS"),
    .testTarget(
      name: "TelemetryModelTests", dependencies: ["TelemetryModel", "TestSupport"], path: "Tests/Instrumentation/Model"),
    .testTarget(
      name: "OTLPFormatTests", dependencies: ["OTLPFormat", "OTLPFuzzing", "TestSupport"],
      path: "Tests/Instrumentation/OTLP"),
    .testTarget(
      name: "BoundedZlibTests", dependencies: ["BoundedZlib", "TestSupport"], path: "Tests/Instrumentation/Compression"),
    .testTarget(
      name: "SegmentFormatTests", dependencies: ["SegmentFormat", "TestSupport"], path: "Tests/Collector/Format"),
    .testTarget(
      name: "SegmentStoreTests", dependencies: ["SegmentStore", "TestSupport", "CFaultVFS"],
      path: "Tests/Collector/Store"),
    .testTarget(name: "SpanIngestTests", dependencies: ["SpanIngest", "TestSupport"], path: "Tests/Collector/Ingest"),
    .testTarget(
      name: "OTLPReceiverTests",
      dependencies: [
        "OTLPReceiver", "TestSupport", .product(name: "HummingbirdTesting", package: "hummingbird"),
      ],
      path: "Tests/Collector/Receivers"),
    .testTarget(
      name: "TraceAnalysisTests", dependencies: ["TraceAnalysis", "TestSupport"], path: "Tests/Query/Analysis"),
    .testTarget(
      name: "QueryEngineTests", dependencies: ["QueryEngine", "TestSupport"], path: "Tests/Query/Engine"),
    .testTarget(
      name: "QueryAPITests",
      dependencies: ["QueryAPI", "TestSupport", .product(name: "HummingbirdTesting", package: "hummingbird")],
      path: "Tests/Query/API"),
    .testTarget(
      name: "TerminalUITests", dependencies: ["TerminalUI", "TestSupport"], path: "Tests/Query/Terminal"),
    .testTarget(
      name: "TelemetryTransferTests",
      dependencies: [
        "TelemetryTransfer", "TestSupport", .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      path: "Tests/Query/Transfer"),
    .testTarget(name: "CLITests", dependencies: ["skein", "TestSupport"], path: "Tests/Query/CLI"),
    .testTarget(name: "TidyTests", path: "Tests/Tidy"),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
}
