import Foundation
import Logging
import Skein
import Tracing

/// Makes an order out of steps in several services; when one fails, those before it are undone.
///
/// 1. prices from catalog, the order itself, pending
/// 2. payment; undone by a refund
/// 3. shipment, asked for and answered by messages
/// 4. the order confirmed, and everybody told
struct OrderSaga: Sendable {
  struct Failure: Error, CustomStringConvertible {
    let step: String
    let reason: String
    var description: String { "\(step): \(reason)" }
  }

  private static let replyTime = Duration.seconds(5)

  let site: Site
  let store: OrderStore

  func run(_ order: NewOrder) async throws -> OrderEvent {
    let id = "o-" + UUID().uuidString.lowercased()
    let prices = try await prices(of: order)
    let total = order.lines.reduce(0) { $0 + $1.quantity * (prices[$1.product] ?? 0) }
    try await store.insert(id, order, prices: prices, total: total)
    site.logger.info("order placed", metadata: ["order": .string(id), "total": .stringConvertible(total)])
    func event(_ status: OrderStatus) -> OrderEvent {
      OrderEvent(
        orderID: id, customer: order.customer, status: status, total: total, lineCount: order.lines.count)
    }
    do {
      try await pay(id, order, total)
      do {
        try await ship(id, order)
      } catch {
        try await refund(id, because: error)
        throw error
      }
    } catch {
      site.logger.error("order cancelled: \(error)", metadata: ["order": .string(id)])
      try await store.set(.cancelled, of: id)
      try await site.messages.publish(event(.cancelled), to: Topic.orderEvents)
      throw error
    }
    try await store.set(.confirmed, of: id)
    try await site.messages.publish(event(.confirmed), to: Topic.orderEvents)
    site.logger.info("order confirmed", metadata: ["order": .string(id)])
    return event(.confirmed)
  }

  private func prices(of order: NewOrder) async throws -> [String: Int] {
    var prices: [String: Int] = [:]
    for line in order.lines where prices[line.product] == nil {
      let product: Product = try await site.client.get(.catalog, "/products/\(line.product.percentEncoded)")
      prices[line.product] = product.price
    }
    return prices
  }

  private func pay(_ id: String, _ order: NewOrder, _ total: Int) async throws {
    let payment = Payments.Payment(orderID: id, customer: order.customer, amount: total)
    _ = try await site.client.post(.payments, "/payments", payment, isRepeatable: true, as: Payments.Receipt.self)
  }

  private func ship(_ id: String, _ order: NewOrder) async throws {
    let shipment = Shipping.Shipment(orderID: id, city: order.city, itemCount: order.lines.count)
    let answer: Shipping.Answer = try await site.messages.request(shipment, to: Topic.shipments, within: Self.replyTime)
    if answer.tracking == nil { throw Failure(step: "shipping", reason: answer.reason ?? "no reason given") }
  }

  private func refund(_ id: String, because error: any Error) async throws {
    try await site.withSpan("compensate payment") { _ in
      site.logger.warning("refunding: \(error)", metadata: ["order": .string(id)])
      _ = try await site.client.post(
        .payments, "/payments/\(id)/refund", [String: String](), isRepeatable: true, as: Payments.Receipt.self)
    }
  }
}
