import ArgumentParser
import OTLPFormat
import TelemetryModel
import TelemetryStorage
import TerminalUI

/// `skein services`: lists who sent spans.
struct ServicesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "services",
    abstract: "List the services, one a line.",
    discussion: """
      EXAMPLES
        skein services
        skein services --operations
        skein services --json --server http://127.0.0.1:16686
      """)

  @OptionGroup var source: SourceOptions

  @Flag(help: "List the operations of every service, with their span kinds.")
  var operations = false

  @Flag(help: "Write a JSON object a line for every service, or operation.")
  var json = false

  func run() async throws {
    let listsOperations = operations
    let (services, operations, place) = try await source.withReader { reader in
      let services = try await reader.services()
      var operations: [ServiceOperation] = []
      if listsOperations {
        for service in services { operations += try await reader.operations(ofService: service) }
      }
      return (services, operations, reader.name)
    }
    guard !services.isEmpty else { throw CommandFailure.nothingFound("no spans in \(place)") }
    var console = try Console()
    if json {
      if listsOperations {
        for operation in operations { try console.print(Self.json(of: operation)) }
      } else {
        for service in services { try console.print(Self.json(members: [("service", service)])) }
      }
    } else if listsOperations {
      let table = Self.table(of: operations)
      for line in table.lines(on: TerminalCapabilities(of: .standardOutput)) { try console.print(line) }
    } else {
      let ink = Ink(isColoured: TerminalCapabilities(of: .standardOutput).showsColours)
      for service in services {
        try console.print(ink.paint(SafeText.escaping(service), ServicePalette.style(ofService: service)))
      }
    }
    try console.flush()
  }

  private static func table(of operations: [ServiceOperation]) -> Table {
    var table = Table([
      Table.Column("SERVICE", isFlexible: true), Table.Column("KIND"), Table.Column("OPERATION", isFlexible: true),
    ])
    for operation in operations {
      table.append([
        Table.Cell(operation.service, ServicePalette.style(ofService: operation.service)),
        Table.Cell(operation.kind.word), Table.Cell(operation.operation),
      ])
    }
    return table
  }

  private static func json(of operation: ServiceOperation) -> [UInt8] {
    json(members: [
      ("service", operation.service), ("operation", operation.operation), ("kind", operation.kind.word),
    ])
  }

  private static func json(members: [(String, String)]) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    for (key, text) in members {
      json.key(key)
      json.string(text)
    }
    json.endObject()
    return json.bytes
  }
}
