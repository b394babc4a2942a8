package import ArgumentParser
import Glibc
import TelemetryTransfer
import TerminalUI

/// The executable: every duty of Skein is one of its subcommands.
@main
package struct Skein: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "skein",
    abstract: "Keeps the traces of distributed systems and gives their request trees back.",
    discussion: """
      Exit codes: 0 done, 1 failed, 3 nothing found, 64 wrong usage.

      EXAMPLES
        skein serve
        skein import capture.otlp.gz
        skein find --service frontend --min-duration 500ms
        skein trace 5b8efff798038103d269b633813fc60c
      """,
    version: version,
    subcommands: [
      ServeCommand.self, CollectorCommand.self, QueryCommand.self,
      ImportCommand.self, ExportCommand.self, TraceCommand.self, CorrelateCommand.self, FindCommand.self,
      LogsCommand.self, TailCommand.self, ServicesCommand.self, RedCommand.self, TopCommand.self,
      DependenciesCommand.self, MetricsCommand.self, DashboardCommand.self, ArchiveCommand.self,
      StatsCommand.self, CheckCommand.self, BenchCommand.self, LoadCommand.self, DemoCommand.self,
    ])

  /// Semantic versioning.
  package static let version = "0.1.0"

  package init() {}

  package static func main() async {
    // A closed pipe then shows as a failed write, which ends a command quietly.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try await asyncParseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let failure as CommandFailure {
      StandardError.write("skein: \(SafeText.escaping(failure.message))\n")
      exit(withError: ExitCode(failure.exitCode))
    } catch let error as TransferError where error.code == .readerGone {
      exit(withError: ExitCode.success)
    } catch let error where CommandFailure.isOperational(error) {
      StandardError.write("skein: \(SafeText.escaping("\(error)"))\n")
      exit(withError: ExitCode(CommandFailure.failed))
    } catch {
      exit(withError: error)
    }
  }
}
