import ArgumentParser

/// `skein archive`: keeps single traces for longer than the rest.
struct ArchiveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive",
    abstract: "Keep single traces for longer than retention does.",
    discussion: """
      An archived trace is a copy of its spans and log records. `skein trace` and all that reads a trace by its ID find it
      when retention has removed the original, joined with spans that came later; searches find it no longer then.

      EXAMPLES
        skein archive add 5b8efff798038103d269b633813fc60c --server http://127.0.0.1:16686
        skein archive list
        skein archive remove 5b8efff798038103d269b633813fc60c
      """,
    subcommands: [ArchiveAddCommand.self, ArchiveListCommand.self, ArchiveRemoveCommand.self])
}

/// `skein archive add`.
struct ArchiveAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Archive traces as they are now; again, to add spans that came later.")

  @Argument(help: ArgumentHelp("Trace IDs: up to 32 hexadecimal digits, or base64.", valueName: "id"))
  var ids: [TraceIDArgument]

  @OptionGroup var source: SourceOptions

  @Option(help: "How many bytes the archive of a file may take; a server has its own limit. Default: 1GiB.")
  var archiveBytes: ByteCount?

  func validate() throws {
    if source.server != nil && archiveBytes != nil {
      throw ValidationError("--archive-bytes is for a file; a server has its own")
    }
  }

  func run() async throws {
    try await source.withArchive(byteLimit: archiveBytes?.value) { archive in
      for argument in ids {
        guard try await archive.add(argument.id) else {
          throw CommandFailure.nothingFound("no trace \(argument.id) in \(archive.name)")
        }
        var console = try Console()
        try console.print("archived \(argument.id)")
        try console.flush()
      }
    }
  }
}

/// `skein archive remove`.
struct ArchiveRemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove traces from the archive.")

  @Argument(help: ArgumentHelp("Trace IDs: up to 32 hexadecimal digits, or base64.", valueName: "id"))
  var ids: [TraceIDArgument]

  @OptionGroup var source: SourceOptions

  func run() async throws {
    try await source.withArchive(byteLimit: nil) { archive in
      for argument in ids {
        guard try await archive.remove(argument.id) else {
          throw CommandFailure.nothingFound("trace \(argument.id) is not in the archive of \(archive.name)")
        }
        var console = try Console()
        try console.print("removed \(argument.id)")
        try console.flush()
      }
    }
  }
}
