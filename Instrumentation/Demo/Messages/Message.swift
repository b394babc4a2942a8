import Foundation

/// The topics of the shop.
enum Topic {
  /// What has become of orders.
  static let orderEvents = "order-events"
  /// Requests for shipments; answered.
  static let shipments = "shipments"
  static let feedback = "feedback"
}

/// What travels through the broker.
package struct Message: Codable, Sendable {
  /// The broker's number for it, 0 until it is published.
  package var id: Int64 = 0
  /// What a propagator wrote: the sender's trace and baggage.
  var headers: [String: String] = [:]
  /// The topic that an answer is expected on, and by what number.
  var replyTo: String?
  var requestID: String?
  /// Milliseconds since 1970.
  var sentAt: Int64 = 0
  /// Deliveries so far, this one included.
  package var attempt = 0
  /// JSON.
  package var body: String

  package init(body: String) { self.body = body }

  func decode<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(body.utf8))
  }
}

/// A group of consumers that shares the messages of a topic, and what it does with each.
struct Subscription: Sendable {
  let topic: String
  let group: String
  let handle: @Sendable (Message) async throws -> Void
}
