import Hummingbird
import Logging

/// Takes money, and gives it back.
struct Payments: ShopService {
  struct Payment: Codable, Sendable, ResponseEncodable {
    let orderID: String
    let customer: String
    /// Cents.
    let amount: Int
  }

  struct Receipt: Codable, Sendable, ResponseEncodable {
    let orderID: String
    let status: String
  }

  static let schema = [
    "CREATE TABLE IF NOT EXISTS payments (order_id TEXT PRIMARY KEY, customer TEXT, amount INTEGER, status TEXT)"
  ]
  private static let insert =
    "INSERT OR IGNORE INTO payments (order_id, customer, amount, status) VALUES (?, ?, ?, 'pending')"
  private static let select = "SELECT status, amount FROM payments WHERE order_id = ?"
  private static let update = "UPDATE payments SET status = ? WHERE order_id = ?"

  private let site: Site

  init(_ site: Site) { self.site = site }

  func addRoutes(to router: Router<BasicRequestContext>) {
    router.post("payments") { request, context in
      try await pay(try await request.decode(as: Payment.self, context: context))
    }
    router.post("payments/:order/refund") { _, context in
      try await refund(try context.parameters.require("order"))
    }
  }

  /// Charges the customer once, however often it is asked to: the caller may try again.
  private func pay(_ payment: Payment) async throws -> Receipt {
    try await site.database.run(
      Self.insert, .text(payment.orderID), .text(payment.customer), .int(Int64(payment.amount)))
    let known = try await site.database.run(Self.select, .text(payment.orderID)).first?.text("status")
    if known != "charged" {
      let charge = CardProvider.Charge(reference: payment.orderID, amount: payment.amount)
      _ = try await site.client.post(
        .cardProvider, "/charges", charge, isRepeatable: true, as: CardProvider.Approval.self)
      try await site.database.run(Self.update, "charged", .text(payment.orderID))
    }
    site.logger.info("payment charged", metadata: ["order": .string(payment.orderID)])
    return Receipt(orderID: payment.orderID, status: "charged")
  }

  private func refund(_ orderID: String) async throws -> Receipt {
    guard let row = try await site.database.run(Self.select, .text(orderID)).first else { throw HTTPError(.notFound) }
    if row.text("status") == "charged" {
      let charge = CardProvider.Charge(reference: orderID, amount: -row.int("amount"))
      _ = try await site.client.post(
        .cardProvider, "/charges", charge, isRepeatable: true, as: CardProvider.Approval.self)
      try await site.database.run(Self.update, "refunded", .text(orderID))
    }
    site.logger.warning("payment refunded", metadata: ["order": .string(orderID)])
    return Receipt(orderID: orderID, status: "refunded")
  }
}
