import ArgumentParser

/// `skein serve`: collector and query server in one process.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Receive spans, store them, and answer queries: all of Skein in one process.",
    discussion: """
      Needs no flag and no set-up. SIGTERM or Ctrl-C stops it cleanly; whatever was acknowledged is on disk.

      EXAMPLES
        skein serve
        skein serve --db ./traces.db
        skein serve --otlp-http 127.0.0.1:14318 --otlp-grpc off --http 127.0.0.1:8080
        skein serve --zipkin 127.0.0.1:9411
        skein serve --tls-cert server.pem --tls-key server.key
        OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 your-service
      """)

  @OptionGroup var database: DatabaseOption
  @OptionGroup var collector: CollectorOptions
  @OptionGroup var query: QueryOptions
  @OptionGroup var access: AccessOptions
  @OptionGroup var tls: TLSOptions

  func run() async throws {
    let credentials = try tls.credentials()
    let node = try Node.open(database, collecting: collector)
    var services = try node.collectorServices(collector, access, tls: credentials)
    services.append(try node.queryService(query, access, tls: credentials))
    services += node.zipkinServices(collector, access, answersQueries: true, tls: credentials)
    try await node.run(services, tls: credentials)
  }
}
