import HTTPTypes

/// One row of the gateway's table: what it takes, and whom it hands it to.
struct GatewayRoute: Sendable {
  let method: HTTPRequest.Method
  let path: String
  let service: ServiceName
  /// How much of the path belongs to the gateway alone.
  var prefix = ""
  var needsCustomer = true
  /// How long an answer may be given again.
  var cacheTime: Duration?

  static let table: [GatewayRoute] =
    [GatewayRoute(method: .post, path: "/login", service: .users, needsCustomer: false)]
    + frontEnd(.webFrontEnd, prefix: "/web") + frontEnd(.mobileFrontEnd, prefix: "/mobile")

  private static func frontEnd(_ service: ServiceName, prefix: String) -> [GatewayRoute] {
    func route(_ method: HTTPRequest.Method, _ path: String) -> GatewayRoute {
      GatewayRoute(method: method, path: prefix + path, service: service, prefix: prefix)
    }
    var products = route(.get, "/products")
    products.needsCustomer = false
    products.cacheTime = .seconds(2)
    var product = route(.get, "/products/:id")
    product.needsCustomer = false
    return [
      products, product, route(.get, "/orders"), route(.post, "/checkout"), route(.post, "/orders/:id/cancel"),
    ]
  }
}
