import Foundation
import Hummingbird
import JWTKit
import Logging

/// A customer, as other services see them.
struct Customer: Codable, Sendable, ResponseEncodable {
  let id: String
  let name: String
  let email: String
  let city: String
}

/// Knows the customers, and gives out tokens that prove who they are.
struct Users: ShopService {
  struct Login: Codable, Sendable {
    let id: String
    let password: String
  }

  struct Token: Codable, Sendable, ResponseEncodable {
    let token: String
  }

  /// Every customer's password: this shop has nothing to steal.
  static let password = "tulip"
  static let customerCount = 40
  private static let tokenLife = Duration.seconds(3_600)
  private static let keyID = JWKIdentifier(string: "users-1")

  static let schema = [
    "CREATE TABLE IF NOT EXISTS customers (id TEXT PRIMARY KEY, name TEXT, email TEXT, city TEXT)",
    """
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(customerCount))
    INSERT OR IGNORE INTO customers
    SELECT 'c' || n, 'Customer ' || n, 'c' || n || '@example.com', 
      CASE n % 4 WHEN 0 THEN 'Leiden' WHEN 1 THEN 'Delft' WHEN 2 THEN 'Gouda' ELSE 'Edam' END
    FROM numbers
    """,
  ]
  private static let selectCustomer = "SELECT id, name, email, city FROM customers WHERE id = ?"

  private let site: Site
  private let keys = JWTKeyCollection()
  private let publicKeys: PublicKeys

  init(_ site: Site) async throws {
    self.site = site
    let key = ES256PrivateKey()
    publicKeys = try PublicKeys(key.publicKey, id: Self.keyID)
    await keys.add(ecdsa: key, kid: Self.keyID)
  }

  func addRoutes(to router: Router<BasicRequestContext>) {
    router.post("login") { request, context in
      let login = try await request.decode(as: Login.self, context: context)
      guard login.password == Self.password, try await customer(login.id) != nil else {
        site.logger.warning("login refused", metadata: ["customer": .string(login.id)])
        throw HTTPError(.unauthorized, message: "unknown customer or wrong password")
      }
      let claims = CustomerClaims(
        subject: .init(value: login.id), expiration: .init(value: Date() + Double(Self.tokenLife.components.seconds)))
      site.logger.info("customer logged in", metadata: ["customer": .string(login.id)])
      return Token(token: try await keys.sign(claims, kid: Self.keyID))
    }
    router.get("keys") { _, _ in publicKeys }
    router.get("customers/:id") { _, context in
      guard let customer = try await customer(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
      return customer
    }
  }

  private func customer(_ id: String) async throws -> Customer? {
    try await site.database.run(Self.selectCustomer, .text(id)).first.map { row in
      Customer(id: row.text("id"), name: row.text("name"), email: row.text("email"), city: row.text("city"))
    }
  }
}
