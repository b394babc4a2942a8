import ArgumentParser
import DemoShop
import Foundation
import TerminalUI

/// `skein demo fault`: gives a running shop a disease, or cures it.
struct DemoFaultCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fault",
    abstract: "Make things go wrong in a running shop.",
    subcommands: [List.self, Set.self, Clear.self],
    defaultSubcommand: List.self)

  static let defaultPort: UInt16 = 8_481

  struct ControlOption: ParsableArguments {
    @Option(help: ArgumentHelp("The registry of the running shop.", valueName: "url"))
    var control = "http://127.0.0.1:\(DemoFaultCommand.defaultPort)"

    /// Runs work with the registry; what it cannot do is told in words.
    func withRegistry<Result>(_ work: (RegistryClient) async throws -> Result) async throws -> Result {
      do {
        return try await work(RegistryClient(url: control))
      } catch let error as RegistryFailure {
        throw CommandFailure.failed("\(error)")
      } catch {
        throw CommandFailure.failed(
          "no shop answers at \(control); start one with `skein demo`, or name it with --control")
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what there is, what is on, and what one should find.")

    @OptionGroup var control: ControlOption

    func run() async throws {
      // The list is worth reading without a shop, too.
      let active = (try? await RegistryClient(url: control.control).state())?.faults ?? []
      var console = try Console()
      for fault in Fault.allCases {
        try console.print(fault.rawValue + (active.contains(fault) ? " (on)" : ""))
        for line in fault.scenario.wrapped(at: 96) { try console.print("  " + line) }
        try console.print("")
      }
      try console.flush()
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Turn faults on.")

    @Argument(help: ArgumentHelp("What is to go wrong.", valueName: "fault"))
    var faults: [Fault]

    @OptionGroup var control: ControlOption

    func run() async throws {
      try await control.withRegistry { registry in
        for fault in faults { try await registry.set(fault) }
      }
    }
  }

  struct Clear: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Turn all faults off.")

    @OptionGroup var control: ControlOption

    func run() async throws {
      try await control.withRegistry { registry in try await registry.clearFaults() }
    }
  }
}

extension String {
  /// The words of the text in lines of so many characters, where they allow it.
  fileprivate func wrapped(at width: Int) -> [String] {
    var lines: [String] = []
    for word in split(separator: " ") {
      if let line = lines.last, line.count + 1 + word.count <= width {
        lines[lines.count - 1] = line + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
