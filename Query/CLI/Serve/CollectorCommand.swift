import ArgumentParser

/// `skein collector`: receives and stores; another process answers queries.
struct CollectorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collector",
    abstract: "Receive spans and store them, without answering queries.",
    discussion: """
      Run `skein query` beside it on the same file. /health, /ready and /metrics are served on the OTLP port.

      EXAMPLES
        skein collector
        skein collector --db /var/lib/skein/skein.db --otlp-http 127.0.0.1:4318
      """)

  @OptionGroup var database: DatabaseOption
  @OptionGroup var collector: CollectorOptions
  @OptionGroup var access: AccessOptions
  @OptionGroup var tls: TLSOptions

  func run() async throws {
    let credentials = try tls.credentials()
    let node = try Node.open(database, collecting: collector)
    var services = try node.collectorServices(collector, access, tls: credentials)
    services += node.zipkinServices(collector, access, answersQueries: false, tls: credentials)
    try await node.run(services, tls: credentials)
  }
}
