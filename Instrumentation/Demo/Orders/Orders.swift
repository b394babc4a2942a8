import CoreMetrics
import Hummingbird
import Logging
import Skein

/// Takes orders, runs the saga behind each, and answers what has become of them.
struct Orders: ShopService {
  static let schema = OrderStore.schema

  private let site: Site
  private let store: OrderStore
  private let saga: OrderSaga

  init(_ site: Site) {
    self.site = site
    store = OrderStore(database: site.database)
    saga = OrderSaga(site: site, store: store)
  }

  func addRoutes(to router: Router<BasicRequestContext>) {
    router.post("orders") { request, context in
      let order = try await request.decode(as: NewOrder.self, context: context)
      guard !order.lines.isEmpty, order.lines.count <= NewOrder.lineLimit,
        order.lines.allSatisfy({ (1...100).contains($0.quantity) })
      else {
        throw HTTPError(.badRequest, message: "an order has 1 to \(NewOrder.lineLimit) lines of 1 to 100 pieces")
      }
      return try await place(order)
    }
    router.get("customers/:id/orders") { _, context in
      let customer = try context.parameters.require("id")
      return site.has(.nPlusOne)
        ? try await store.summariesOneByOne(of: customer) : try await store.summaries(of: customer)
    }
    router.post("orders/:id/cancel") { request, context in
      try await cancel(try context.parameters.require("id"), by: request.headers[.customer])
    }
  }

  var subscriptions: [Subscription] {
    [
      site.messages.replySubscription,
      Subscription(topic: Topic.orderEvents, group: "orders-read-model") { message in
        try await store.project(try message.decode(), version: message.id)
      },
    ]
  }

  private func place(_ order: NewOrder) async throws -> OrderSummary {
    do {
      let event = try await saga.run(order)
      count("confirmed")
      return OrderSummary(id: event.orderID, status: event.status, total: event.total, lineCount: event.lineCount)
    } catch {
      count("cancelled")
      if error is OrderSaga.Failure || error is NoReply { throw HTTPError(.badGateway, message: "\(error)") }
      throw error
    }
  }

  private func cancel(_ id: String, by customer: String?) async throws -> OrderSummary {
    guard let order = try await store.order(id), order.customer == customer else { throw HTTPError(.notFound) }
    guard order.status == .confirmed else { throw HTTPError(.conflict, message: "the order is not confirmed") }
    _ = try await site.client.post(
      .payments, "/payments/\(id)/refund", [String: String](), isRepeatable: true, as: Payments.Receipt.self)
    try await store.set(.cancelled, of: id)
    let event = OrderEvent(
      orderID: id, customer: order.customer, status: .cancelled, total: order.total,
      lineCount: try await store.lineCount(of: id))
    try await site.messages.publish(event, to: Topic.orderEvents)
    site.logger.info("order cancelled by its customer", metadata: ["order": .string(id)])
    return OrderSummary(id: id, status: .cancelled, total: order.total, lineCount: event.lineCount)
  }

  private func count(_ outcome: String) {
    site.telemetry.metricsFactory.makeCounter(label: "shop.orders", dimensions: [("outcome", outcome)]).increment(by: 1)
  }
}
