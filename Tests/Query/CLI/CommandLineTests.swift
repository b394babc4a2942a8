import ArgumentParser
import Testing
import skein

struct CommandLineTests {
  private func exitCode(_ arguments: [String]) -> Int32? {
    do {
      _ = try Skein.parseAsRoot(arguments)
      return nil
    } catch {
      return Skein.exitCode(for: error).rawValue
    }
  }

  @Test(
    "Good command lines are understood",
    arguments: [
      "import a.gz -", "import --db x.db a", "import --to http://127.0.0.1:4318 a", "export --since 1h -o out.gz",
      "trace d269b633813fc60c --json", "trace W47/95gDgQPSabYzgT/GDA== --events --raw", "services --operations --json",
      "find --service s --operation o --tag a=b -t c=d --min-duration 1ms --max-duration 1s --since 7d --end 2030-01-01",
      "find --errors --limit 10000 --server http://127.0.0.1:16686 --json", "find --filter a=1 -f b>2",
      "archive add abc W47/95gDgQPSabYzgT/GDA== --archive-bytes 2GiB", "archive add abc --server http://127.0.0.1:1",
      "archive list --limit 5 --json", "archive remove abc --db x", "serve --archive-bytes 5GB",
    ])
  func understood(line: String) {
    #expect(exitCode(line.split(separator: " ").map(String.init)) == nil)
  }

  @Test(
    "Wrong usage is told apart from failure by exit code 64",
    arguments: [
      "import", "import - -", "import --db x --to http://h a", "import --to h:1 a", "trace", "trace xyz", "trace 0",
      "find --limit 0", "find --limit 10001", "find --min-duration 5", "find --min-duration 2s --max-duration 1s",
      "find --tag x", "find --filter a", "find --filter (a=1", "archive add", "archive add xyz",
      "archive list --limit 0",
      "archive add abc --server http://h --archive-bytes 1GB", "serve --archive-bytes 0",
      "find --since 1h --start 2026-01-01", "find --start 2026-01-02 --end 2026-01-01",
      "services --db x --server http://h", "services --server ftp://h", "export --since never", "nonsense",
    ])
  func refused(line: String) {
    #expect(exitCode(line.split(separator: " ").map(String.init)) == 64)
  }

  @Test(
    "The help of every command shows examples", arguments: ["import", "export", "trace", "find", "services", "archive"])
  func help(command: String) throws {
    let error = try #require(throws: (any Error).self) {
      var help = try Skein.parseAsRoot([command, "--help"])
      try help.run()
    }
    let text = Skein.fullMessage(for: error)
    #expect(text.contains("EXAMPLES") && text.contains("skein \(command) "))
  }
}
