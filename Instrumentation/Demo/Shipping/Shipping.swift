import Hummingbird
import Logging
import Skein

/// Sends parcels. Works by messages alone: a request for a shipment comes in, an answer goes out.
struct Shipping: ShopService {
  struct Shipment: Codable, Sendable {
    let orderID: String
    let city: String
    let itemCount: Int
  }

  struct Answer: Codable, Sendable {
    let orderID: String
    /// `nil` when the parcel cannot be sent.
    let tracking: String?
    let reason: String?
  }

  struct NoCarrier: Error, CustomStringConvertible {
    let city: String
    var description: String { "no carrier to \(city)" }
  }

  static let schema = [
    "CREATE TABLE IF NOT EXISTS shipments (order_id TEXT PRIMARY KEY, city TEXT, items INTEGER, tracking TEXT)"
  ]
  private static let insert = "INSERT OR REPLACE INTO shipments (order_id, city, items, tracking) VALUES (?, ?, ?, ?)"
  private static let foreignLines = "SELECT product, quantity FROM order_lines WHERE order_id = ?"

  private let site: Site
  /// The database of orders: nothing that shipping should ever touch.
  private let foreignDatabase: Database

  init(_ site: Site) throws {
    self.site = site
    foreignDatabase = try Database(
      path: site.dataFolder + "/" + Placement(service: .orders).id + ".db", name: ServiceName.orders.rawValue,
      schema: Orders.schema, telemetry: site.telemetry)
  }

  func addRoutes(to router: Router<BasicRequestContext>) {}

  var subscriptions: [Subscription] {
    [Subscription(topic: Topic.shipments, group: "shipping") { message in try await ship(message) }]
  }

  private func ship(_ message: Message) async throws {
    let shipment = try message.decode(as: Shipment.self)
    if site.has(.shippingErrors) {
      let error = NoCarrier(city: shipment.city)
      site.logger.error("\(error)", metadata: ["order": .string(shipment.orderID)])
      try await site.messages.reply(
        Answer(orderID: shipment.orderID, tracking: nil, reason: error.description), to: message)
      throw Settled(underlying: error)
    }
    if site.has(.sharedDatabase) { try await foreignDatabase.run(Self.foreignLines, .text(shipment.orderID)) }
    let tracking = "NL-" + shipment.orderID.suffix(8)
    try await site.database.run(
      Self.insert, .text(shipment.orderID), .text(shipment.city), .int(Int64(shipment.itemCount)), .text(tracking))
    site.logger.info(
      "parcel handed over", metadata: ["order": .string(shipment.orderID), "tracking": .string(tracking)])
    try await site.messages.reply(Answer(orderID: shipment.orderID, tracking: tracking, reason: nil), to: message)
  }
}
