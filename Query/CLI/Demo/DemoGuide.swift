import ArgumentParser
import DemoShop
import TerminalUI

/// Says what there is to look at, and shows how the shop is doing.
struct DemoGuide: Sendable {
  private static let terminalInterval = Duration.seconds(5)
  private static let plainInterval = Duration.seconds(30)

  let databasePath: String?
  let faults: [Fault]
  let isShowingRates: Bool

  func show(_ addresses: Shop.Addresses, queryURL: String) async throws {
    let text = text(addresses, queryURL: queryURL)
    let isTerminal = TerminalCapabilities(of: .standardOutput).isTerminal
    if !isTerminal || !isShowingRates {
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) { announce(String(line)) }
    }
    guard isShowingRates else { return }
    while true {
      // Home, and an empty screen.
      if isTerminal { try write("\u{1B}[H\u{1B}[J" + text + "\n\n") }
      do {
        try await RedCommand.parse(["--server", queryURL, "--since", "5m"]).run()
      } catch let failure as CommandFailure where failure.exitCode == CommandFailure.nothingFound {
        // The first customers are on their way.
      }
      try await Task.sleep(for: isTerminal ? Self.terminalInterval : Self.plainInterval)
    }
  }

  private func write(_ text: String) throws {
    var console = try Console()
    try console.print(text)
    try console.flush()
  }

  private func text(_ addresses: Shop.Addresses, queryURL: String) -> String {
    let port = addresses.registryURL.split(separator: ":").last ?? ""
    let control = port == "\(DemoFaultCommand.defaultPort)" ? "" : " --control \(addresses.registryURL)"
    return """
      The shop is open at \(addresses.gatewayURL). Look at it in a browser at \(queryURL), or with

        skein red --server \(queryURL) --watch
        skein deps --server \(queryURL)
        skein find --server \(queryURL) --service orders --operation 'POST /orders'
        skein logs --server \(queryURL) --severity warn
        skein correlate --server \(queryURL) ID     (each answer of the shop has its ID in X-Correlation-ID)

      Make something go wrong, and see what it looks like:

        skein demo fault list\(control)
        skein demo fault set slow-payments\(control)
      """ + (faults.isEmpty ? "" : "\n\nWrong already: \(faults.map(\.rawValue).joined(separator: ", "))")
  }
}
