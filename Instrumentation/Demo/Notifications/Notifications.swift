import Hummingbird
import Logging

/// Tells customers what has become of their orders.
struct Notifications: ShopService {
  static let schema = [
    "CREATE TABLE IF NOT EXISTS mails (id INTEGER PRIMARY KEY, recipient TEXT, subject TEXT)"
  ]
  private static let insert = "INSERT INTO mails (recipient, subject) VALUES (?, ?)"
  private static let backlogPause = Duration.seconds(1)

  private let site: Site

  init(_ site: Site) { self.site = site }

  func addRoutes(to router: Router<BasicRequestContext>) {}

  var subscriptions: [Subscription] {
    [
      Subscription(topic: Topic.orderEvents, group: "notifications") { message in
        let event = try message.decode(as: OrderEvent.self)
        try await mail(event.customer, subject: "Your order \(event.orderID) is \(event.status.rawValue)")
      },
      Subscription(topic: Topic.feedback, group: "notifications") { message in
        let feedback = try message.decode(as: Feedback.self)
        try await mail(feedback.customer, subject: "Thank you for your \(feedback.text.count) characters")
      },
    ]
  }

  private func mail(_ customerID: String, subject: String) async throws {
    if site.has(.messageBacklog) { try await Task.sleep(for: Self.backlogPause) }
    let customer: Customer = try await site.client.get(.users, "/customers/\(customerID.percentEncoded)")
    try await site.database.run(Self.insert, .text(customer.email), .text(subject))
    site.logger.info("mail sent", metadata: ["customer": .string(customer.id), "subject": .string(subject)])
  }
}

/// What customers say, by way of the gateway.
struct Feedback: Codable, Sendable {
  let customer: String
  let text: String
}
