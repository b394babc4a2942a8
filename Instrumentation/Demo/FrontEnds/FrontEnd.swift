import HTTPTypes
import Hummingbird
import Logging

/// A back end for a front end: says what one screen needs, in the form that it needs it in.
///
/// There are two, for the web and for mobile devices; the latter answers less.
struct FrontEnd: ShopService {
  struct Cart: Codable, Sendable {
    let lines: [NewOrder.Line]
  }

  /// What a mobile device lists at once.
  private static let mobilePageCount = 6

  private let site: Site

  init(_ site: Site) { self.site = site }

  private var isMobile: Bool { site.placement.service == .mobileFrontEnd }

  func addRoutes(to router: Router<BasicRequestContext>) {
    router.get("products") { request, _ in
      let query = request.uri.queryParameters["query"].map(String.init) ?? ""
      let products: [Product] = try await site.client.get(.catalog, "/products?query=\(query.percentEncoded)")
      return isMobile ? Array(products.prefix(Self.mobilePageCount)) : products
    }
    router.get("products/:id") { _, context in
      let id = try context.parameters.require("id")
      return try await site.client.get(.catalog, "/products/\(id.percentEncoded)", as: Product.self)
    }
    router.get("orders") { request, _ in
      let customer = try Self.customer(of: request)
      return try await site.client.get(
        .orders, "/customers/\(customer.percentEncoded)/orders", as: [OrderSummary].self)
    }
    router.post("checkout") { request, context in
      let customer = try Self.customer(of: request)
      return try await checkOut(try await request.decode(as: Cart.self, context: context), customer)
    }
    router.post("orders/:id/cancel") { request, context in
      let customer = try Self.customer(of: request)
      let id = try context.parameters.require("id").percentEncoded
      return try await site.client.post(
        .orders, "/orders/\(id)/cancel", [String: String](), customer: customer, as: OrderSummary.self)
    }
  }

  private func checkOut(_ cart: Cart, _ customerID: String) async throws -> OrderSummary {
    let customer: Customer = try await site.client.get(.users, "/customers/\(customerID.percentEncoded)")
    site.logger.info("checkout", metadata: ["lines": .stringConvertible(cart.lines.count)])
    let order = NewOrder(customer: customer.id, city: customer.city, lines: cart.lines)
    return try await site.client.post(.orders, "/orders", order, customer: customer.id)
  }

  private static func customer(of request: Request) throws -> String {
    guard let customer = request.headers[.customer] else { throw HTTPError(.unauthorized) }
    return customer
  }
}

extension HTTPField.Name {
  /// Whom the gateway has found the caller to be.
  static var customer: HTTPField.Name {
    guard let name = HTTPField.Name(Call.customerHeader) else { preconditionFailure("a constant that is a token") }
    return name
  }
}
