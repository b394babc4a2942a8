import Hummingbird

/// Where an order stands.
enum OrderStatus: String, Codable, Sendable {
  case pending
  case confirmed
  case cancelled
}

/// An order as its customer sees it: a row of the read model.
struct OrderSummary: Codable, Sendable, ResponseEncodable {
  let id: String
  let status: OrderStatus
  /// Cents.
  let total: Int
  let lineCount: Int
}

/// What has become of an order, as others are told.
struct OrderEvent: Codable, Sendable {
  let orderID: String
  let customer: String
  let status: OrderStatus
  let total: Int
  let lineCount: Int
}

/// A wish to buy.
struct NewOrder: Codable, Sendable {
  struct Line: Codable, Sendable {
    let product: String
    let quantity: Int
  }

  /// What one order holds at most.
  static let lineLimit = 50

  let customer: String
  let city: String
  let lines: [Line]
}
