import ArgumentParser
import DemoShop

/// `skein demo`: a shop to look at.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Run a shop of twelve services with Skein beside it, and make things go wrong on demand.",
    subcommands: [DemoRunCommand.self, DemoFaultCommand.self, DemoServiceCommand.self, DemoMeshCommand.self],
    defaultSubcommand: DemoRunCommand.self)
}

extension Fault: ExpressibleByArgument {}

extension ServiceName: ExpressibleByArgument {}
