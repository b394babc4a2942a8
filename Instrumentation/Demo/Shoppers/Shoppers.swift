import CorpusGenerator
import Foundation

/// What the customers are like.
package struct ShopperOptions: Sendable {
  /// Customers that come in each second; 0 leaves the shop empty.
  package var rate = 1.0
  /// The same seed sends the same customers after the same things.
  package var seed: UInt64 = 1

  package init() {}
}

/// Simulated customers: they come at a steady rate, whatever the shop makes of them.
struct Shoppers: Sendable {
  /// Customers in the shop at once; further ones do not come in.
  private static let crowd = 64

  let gatewayURL: String
  let options: ShopperOptions

  func run() async throws {
    guard options.rate > 0 else { return }
    var random = SplitMix64(state: options.seed)
    let pause = Duration.seconds(1) / options.rate
    try await withThrowingTaskGroup(of: Void.self) { group in
      var count = 0
      while true {
        let journey = Journey(gatewayURL: gatewayURL, random: SplitMix64(state: random.next()))
        group.addTask { try await journey.run() }
        count += 1
        if count >= Self.crowd { try await group.next() }
        try await Task.sleep(for: pause)
      }
    }
  }
}
