import Hummingbird

/// One answer out of three services: what a customer sees first.
struct HomePage {
  struct Content: Codable, Sendable, ResponseEncodable {
    let customer: Customer
    let products: [Product]
    let orders: [OrderSummary]
  }

  private static let productCount = 12

  let client: ShopClient
  /// Asks for products one by one.
  let isChatty: Bool

  func make(for customer: String) async throws -> Content {
    let id = customer.percentEncoded
    async let profile: Customer = client.get(.users, "/customers/\(id)")
    async let orders: [OrderSummary] = client.get(.orders, "/customers/\(id)/orders")
    async let products = isChatty ? oneByOne() : atOnce()
    return try await Content(customer: profile, products: products, orders: orders)
  }

  private func atOnce() async throws -> [Product] {
    let products: [Product] = try await client.get(.catalog, "/products")
    return Array(products.prefix(Self.productCount))
  }

  private func oneByOne() async throws -> [Product] {
    var products: [Product] = []
    for number in 1...Self.productCount {
      products.append(try await client.get(.catalog, "/products/p\(number)"))
    }
    return products
  }
}
