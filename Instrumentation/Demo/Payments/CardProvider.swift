import Hummingbird
import Logging

/// The bank's side of a payment: slow by nature, and slower on demand.
struct CardProvider: ShopService {
  struct Charge: Codable, Sendable {
    let reference: String
    /// Cents; below zero, money goes back.
    let amount: Int
  }

  struct Approval: Codable, Sendable, ResponseEncodable {
    let reference: String
  }

  private static let usualMilliseconds = 8...20
  private static let slowMilliseconds = 800...1_200

  private let site: Site

  init(_ site: Site) { self.site = site }

  func addRoutes(to router: Router<BasicRequestContext>) {
    router.post("charges") { request, context in
      let charge = try await request.decode(as: Charge.self, context: context)
      let range = site.has(.slowPayments) ? Self.slowMilliseconds : Self.usualMilliseconds
      try await Task.sleep(for: .milliseconds(Int.random(in: range)))
      site.logger.info("charge approved", metadata: ["reference": .string(charge.reference)])
      return Approval(reference: charge.reference)
    }
  }
}
