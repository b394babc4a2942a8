import ArgumentParser

/// `skein query`: answers queries over a file that another process writes.
struct QueryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Answer queries over a database, without receiving spans.",
    discussion: """
      The file may be written by a `skein collector` at the same time: what it acknowledges is seen at once.

      EXAMPLES
        skein query
        skein query --db /var/lib/skein/skein.db --http 127.0.0.1:16686
      """)

  @OptionGroup var database: DatabaseOption
  @OptionGroup var query: QueryOptions
  @OptionGroup var access: AccessOptions
  @OptionGroup var tls: TLSOptions

  func run() async throws {
    let credentials = try tls.credentials()
    let node = try Node.openReadOnly(database)
    try await node.run([try node.queryService(query, access, tls: credentials)], tls: credentials)
  }
}
