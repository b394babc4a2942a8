// swift-tools-version: 6.2
import PackageDescription

// Every target names every module that it imports: an incremental build misses changes of those that it does not.

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let jwtKit = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP2 = Target.Dependency.product(name: "NIOHTTP2", package: "swift-nio-http2")
let nioHTTPTypesHTTP2 = Target.Dependency.product(name: "NIOHTTPTypesHTTP2", package: "swift-nio-extras")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let instrumentation = Target.Dependency.product(name: "Instrumentation", package: "swift-distributed-tracing")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")

let package = Package(
  name: "skein",
  products: [
    .executable(name: "skein", targets: ["skein"]),
    .library(name: "Skein", targets: ["Skein"]),
    .library(name: "SkeinDatabase", targets: ["SkeinDatabase"]),
    .library(name: "SkeinHTTPClient", targets: ["SkeinHTTPClient"]),
    .library(name: "SkeinHummingbird", targets: ["SkeinHummingbird"]),
    .library(name: "SkeinMessaging", targets: ["SkeinMessaging"]),
    .library(name: "SkeinTesting", targets: ["SkeinTesting"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: [
    // Instrumentation: makes telemetry. The low layers use no third-party package.
    .target(name: "TelemetryModel", path: "Instrumentation/Model"),
    .target(name: "OTLPFormat", dependencies: ["TelemetryModel"], path: "Instrumentation/OTLP"),
    .systemLibrary(
      name: "CZlib", path: "Instrumentation/Compression/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "BoundedZlib", dependencies: ["CZlib"], path: "Instrumentation/Compression", exclude: ["CZlib"]),
    .target(
      name: "CorpusGenerator", dependencies: ["TelemetryModel", "OTLPFormat"], path: "Instrumentation/LoadGenerator"),
    .systemLibrary(
      name: "CSQLite", path: "Instrumentation/CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .target(
      name: "Skein",
      dependencies: [
        "TelemetryModel", "OTLPFormat", "BoundedZlib", asyncHTTPClient, coreMetrics, instrumentation, logging, nioCore,
        nioHTTP1, nioPosix, serviceLifecycle, tracing,
      ],
      path: "Instrumentation/SDK"),
    .target(
      name: "SkeinHummingbird",
      dependencies: ["Skein", coreMetrics, httpTypes, hummingbird, instrumentation, logging, tracing],
      path: "Instrumentation/Middleware/Hummingbird"),
    .target(
      name: "SkeinHTTPClient",
      dependencies: ["Skein", asyncHTTPClient, coreMetrics, instrumentation, nioCore, nioHTTP1, tracing],
      path: "Instrumentation/Middleware/HTTPClient"),
    .target(
      name: "SkeinDatabase", dependencies: ["Skein", coreMetrics, instrumentation, tracing],
      path: "Instrumentation/Middleware/Database"),
    .target(
      name: "SkeinMessaging", dependencies: ["Skein", coreMetrics, instrumentation, tracing],
      path: "Instrumentation/Middleware/Messaging"),
    .target(
      name: "DemoShop",
      dependencies: [
        "Skein", "SkeinDatabase", "SkeinHTTPClient", "SkeinHummingbird", "SkeinMessaging", "CSQLite", "CorpusGenerator",
        asyncHTTPClient, coreMetrics, httpTypes, hummingbird, jwtKit, logging, nioCore, nioHTTP1, nioPosix,
        serviceLifecycle, tracing,
      ],
      path: "Instrumentation/Demo"),
    .executableTarget(
      name: "skein-sdk-bench", dependencies: ["Skein", coreMetrics, logging, metrics, tracing],
      path: "Instrumentation/SDKBenchmarks"),

    // Collector: keeps it.
    .target(name: "SegmentFormat", dependencies: ["TelemetryModel", "BoundedZlib"], path: "Collector/Storage/Format"),
    .target(
      name: "LogPatterns", dependencies: ["TelemetryModel", "SegmentFormat"], path: "Collector/Storage/Patterns"),
    .target(
      name: "Rollups", dependencies: ["TelemetryModel", "TelemetryStorage", "BoundedZlib", "SegmentFormat"],
      path: "Collector/Storage/Rollup"),
    .target(name: "TelemetryStorage", dependencies: ["TelemetryModel"], path: "Collector/Storage/Seam"),
    .target(
      name: "SegmentScan", dependencies: ["TelemetryModel", "TelemetryStorage", "SegmentFormat"],
      path: "Collector/Storage/Scan"),
    .target(
      name: "SegmentStore",
      dependencies: ["TelemetryModel", "TelemetryStorage", "SegmentFormat", "SegmentScan", "Rollups", "CSQLite"],
      path: "Collector/Storage/Store"),
    .target(name: "SpanIngest", dependencies: ["TelemetryModel", "TelemetryStorage"], path: "Collector/Ingest"),
    .systemLibrary(name: "CMalloc", path: "Collector/Server/CMalloc"),
    .target(
      name: "HTTPService",
      dependencies: [
        "CMalloc", hummingbird, hummingbirdCore, httpTypes, logging, nioCore, nioHTTP2, nioHTTPTypes, nioHTTPTypesHTTP2,
        nioPosix, nioSSL, nioTLS, serviceLifecycle,
      ],
      path: "Collector/Server", exclude: ["CMalloc"]),
    .target(
      name: "OTLPReceiver",
      dependencies: [
        "TelemetryModel", "HTTPService", "SpanIngest", "OTLPFormat", "BoundedZlib", httpTypes, hummingbird, nioCore,
        nioPosix,
      ],
      path: "Collector/Receivers"),
    .target(
      name: "SkeinTesting",
      dependencies: [
        "Skein", "TelemetryModel", "OTLPFormat", "TelemetryStorage", "SegmentStore", "SpanIngest", "HTTPService",
        "OTLPReceiver", hummingbird, logging, nioPosix, serviceLifecycle,
      ],
      path: "Collector/Testing"),

    // Query: answers.
    .target(name: "PromQL", dependencies: ["TelemetryModel", "TelemetryStorage"], path: "Query/PromQL"),
    .target(
      name: "SpanSeries", dependencies: ["TelemetryModel", "TelemetryStorage", "Rollups", "PromQL"],
      path: "Query/SpanSeries"),
    .target(name: "TraceAnalysis", dependencies: ["TelemetryModel"], path: "Query/Analysis"),
    .target(
      name: "QueryEngine",
      dependencies: ["TelemetryModel", "TelemetryStorage", "LogPatterns", "Rollups", "TraceAnalysis"],
      path: "Query/Engine"),
    .target(
      name: "QueryAPI",
      dependencies: [
        "TelemetryModel", "TelemetryStorage", "Rollups", "TraceAnalysis", "QueryEngine", "PromQL", "OTLPFormat",
        "HTTPService", "OpenAPIDocument", httpTypes, hummingbird, nioCore, nioPosix,
      ],
      path: "Query/API", exclude: ["OpenAPI"]),
    .target(
      name: "OpenAPIDocument", path: "Query/API/OpenAPI", resources: [.embedInCode("openapi.json")]),
    .target(
      name: "MetricSeries", dependencies: ["TelemetryModel", "TelemetryStorage", "TraceAnalysis", "PromQL"],
      path: "Query/Metrics"),
    .target(name: "Dashboards", path: "Query/Dashboards"),
    .target(name: "CWebAssets", path: "Query/Web/CWebAssets"),
    .target(
      name: "WebPage", dependencies: ["CWebAssets", "BoundedZlib", httpTypes, hummingbird, nioCore, nioPosix],
      path: "Query/Web/WebPage"),
    .target(name: "TerminalUI", dependencies: ["TelemetryModel", "TraceAnalysis"], path: "Query/Terminal"),
    .target(
      name: "TelemetryTransfer",
      dependencies: [
        "TelemetryModel", "OTLPFormat", "BoundedZlib", "TelemetryStorage", asyncHTTPClient, nioCore, nioHTTP1, nioPosix,
        nioSSL,
      ],
      path: "Query/Transfer"),
    .executableTarget(
      name: "skein",
      dependencies: [
        "TelemetryModel", "OTLPFormat", "BoundedZlib", "CorpusGenerator", "TelemetryStorage", "SegmentStore",
        "SpanIngest", "HTTPService", "OTLPReceiver", "TraceAnalysis", "Rollups", "PromQL", "SpanSeries", "MetricSeries",
        "QueryEngine",
        "QueryAPI", "Dashboards", "WebPage", "DemoShop", "TerminalUI", "TelemetryTransfer", argumentParser,
        asyncHTTPClient, hummingbird, logging, nioCore, nioHTTP1, nioPosix, serviceLifecycle, unixSignals,
      ],
      path: "Query/CLI"),

    // Tests
    .target(name: "TestSupport", dependencies: ["TelemetryModel"], path: "Tests/Support/TestSupport"),
    .target(
      name: "ConditionTesting", dependencies: ["TelemetryModel", "TelemetryStorage", "TestSupport"],
      path: "Tests/Support/ConditionTesting"),
    .target(name: "SchemaTesting", path: "Tests/Support/SchemaTesting"),
    .target(name: "CFaultVFS", dependencies: ["CSQLite"], path: "Tests/Support/CFaultVFS"),
    .target(
      name: "OTLPFuzzing", dependencies: ["TelemetryModel", "OTLPFormat", "TestSupport"], path: "Tests/Fuzz/Fuzzing"),
    .executableTarget(name: "skein-fuzz", dependencies: ["OTLPFuzzing"], path: "Tests/Fuzz/Runner"),
    .target(name: "PromQLTesting", dependencies: ["PromQL"], path: "Tests/Support/PromQLTesting"),
    .executableTarget(
      name: "promql-run", dependencies: ["PromQL", "PromQLTesting"], path: "Tests/EndToEnd/promql/Runner"),
    .testTarget(name: "PromQLTests", dependencies: ["PromQL", "PromQLTesting"], path: "Tests/Query/PromQL"),
    .testTarget(
      name: "TelemetryModelTests", dependencies: ["TelemetryModel", "TestSupport"], path: "Tests/Instrumentation/Model"),
    .testTarget(
      name: "OTLPFormatTests", dependencies: ["TelemetryModel", "OTLPFormat", "OTLPFuzzing", "TestSupport"],
      path: "Tests/Instrumentation/OTLP"),
    .testTarget(
      name: "BoundedZlibTests", dependencies: ["BoundedZlib", "TestSupport"], path: "Tests/Instrumentation/Compression"),
    .testTarget(
      name: "SegmentFormatTests",
      dependencies: ["TelemetryModel", "BoundedZlib", "SegmentFormat", "LogPatterns", "TestSupport"],
      path: "Tests/Collector/Format"),
    .testTarget(
      name: "RollupsTests",
      dependencies: ["TelemetryModel", "TelemetryStorage", "BoundedZlib", "SegmentFormat", "Rollups", "TestSupport"],
      path: "Tests/Collector/Rollup"),
    .testTarget(
      name: "TelemetryStorageTests",
      dependencies: ["TelemetryModel", "TelemetryStorage", "ConditionTesting", "TestSupport"],
      path: "Tests/Collector/Seam"),
    .testTarget(
      name: "SegmentScanTests",
      dependencies: [
        "TelemetryModel", "TelemetryStorage", "SegmentFormat", "SegmentScan", "ConditionTesting", "TestSupport",
      ],
      path: "Tests/Collector/Scan"),
    .testTarget(
      name: "CorpusGeneratorTests", dependencies: ["TelemetryModel", "OTLPFormat", "CorpusGenerator"],
      path: "Tests/Instrumentation/LoadGenerator"),
    .testTarget(
      name: "SegmentStoreTests",
      dependencies: [
        "TelemetryModel", "TelemetryStorage", "SegmentFormat", "SegmentScan", "Rollups", "SegmentStore", "CSQLite",
        "CFaultVFS", "ConditionTesting", "TestSupport", "OTLPFormat",
      ],
      path: "Tests/Collector/Store"),
    .testTarget(
      name: "SpanIngestTests", dependencies: ["TelemetryModel", "TelemetryStorage", "SpanIngest", "TestSupport"],
      path: "Tests/Collector/Ingest"),
    .testTarget(
      name: "OTLPReceiverTests",
      dependencies: [
        "TelemetryModel", "TelemetryStorage", "BoundedZlib", "OTLPFormat", "SpanIngest", "OTLPReceiver", "TestSupport",
        httpTypes, hummingbird, hummingbirdTesting, nioCore, nioPosix,
      ],
      path: "Tests/Collector/Receivers"),
    .testTarget(
      name: "TraceAnalysisTests", dependencies: ["TelemetryModel", "TraceAnalysis", "TestSupport"],
      path: "Tests/Query/Analysis"),
    .testTarget(
      name: "QueryEngineTests",
      dependencies: ["TelemetryModel", "TelemetryStorage", "Rollups", "TraceAnalysis", "QueryEngine", "TestSupport"],
      path: "Tests/Query/Engine"),
    .testTarget(
      name: "LogSearchTests",
      dependencies: ["TelemetryModel", "TelemetryStorage", "SegmentStore", "QueryEngine", "TestSupport"],
      path: "Tests/Query/Logs"),
    .testTarget(
      name: "RedTests",
      dependencies: ["TelemetryModel", "TelemetryStorage", "Rollups", "SegmentStore", "QueryEngine", "TestSupport"],
      path: "Tests/Query/Red"),
    .testTarget(
      name: "SpanSeriesTests",
      dependencies: [
        "TelemetryModel", "TelemetryStorage", "Rollups", "QueryEngine", "PromQL", "SpanSeries", "SegmentStore",
        "TestSupport",
      ],
      path: "Tests/Query/SpanSeries"),
    .testTarget(
      name: "QueryAPITests",
      dependencies: [
        "TelemetryModel", "TelemetryStorage", "Rollups", "TraceAnalysis", "QueryEngine", "PromQL", "SpanSeries",
        "QueryAPI", "OpenAPIDocument", "OTLPFormat", "HTTPService", "TestSupport", "SchemaTesting", httpTypes,
        hummingbird, hummingbirdTesting, nioCore,
        nioPosix,
      ],
      path: "Tests/Query/API"),
    .testTarget(
      name: "MetricSeriesTests",
      dependencies: ["TelemetryModel", "TelemetryStorage", "MetricSeries", "PromQL", "SegmentStore", "TestSupport"],
      path: "Tests/Query/Metrics"),
    .testTarget(
      name: "WebPageTests",
      dependencies: ["WebPage", "HTTPService", httpTypes, hummingbird, hummingbirdTesting],
      path: "Tests/Web/WebPage"),
    .testTarget(
      name: "TerminalUITests", dependencies: ["TelemetryModel", "TraceAnalysis", "TerminalUI", "TestSupport"],
      path: "Tests/Query/Terminal"),
    .testTarget(name: "DashboardsTests", dependencies: ["Dashboards"], path: "Tests/Query/Dashboards"),
    .testTarget(
      name: "TelemetryTransferTests",
      dependencies: [
        "TelemetryModel", "OTLPFormat", "BoundedZlib", "TelemetryTransfer", "TestSupport", asyncHTTPClient, nioCore,
        nioHTTP1, nioPosix,
      ],
      path: "Tests/Query/Transfer"),
    .testTarget(
      name: "CLITests",
      dependencies: [
        "skein", "TelemetryModel", "TelemetryStorage", "OTLPFormat", "QueryEngine", "TerminalUI", "TelemetryTransfer",
        "TestSupport", argumentParser,
      ],
      path: "Tests/Query/CLI"),
    .testTarget(
      name: "SkeinTests",
      dependencies: [
        "Skein", "SkeinTesting", "SkeinDatabase", "SkeinHTTPClient", "SkeinHummingbird", "SkeinMessaging",
        "TelemetryModel", "OTLPFormat", "BoundedZlib", asyncHTTPClient, coreMetrics, httpTypes, hummingbird,
        hummingbirdTesting, instrumentation, logging, nioCore, nioEmbedded, nioHTTP1, nioPosix, serviceLifecycle,
        tracing,
      ],
      path: "Tests/Instrumentation/SDK"),
    .testTarget(
      name: "DemoShopTests",
      dependencies: ["DemoShop", "Skein", "OTLPFormat", "TelemetryModel", "TestSupport", nioCore],
      path: "Tests/Instrumentation/Demo"),
    .testTarget(name: "TidyTests", path: "Tests/Tidy"),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
  ]
}

// With one test target alone, `make test-tsan` and `make campaign` build half as much.
if let name = Context.environment["SKEIN_TEST_TARGET"] {
  package.targets.removeAll { $0.type == .test && $0.name != name }
}
