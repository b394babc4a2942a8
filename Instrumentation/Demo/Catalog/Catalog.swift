import Foundation
import Hummingbird
import Logging
import Synchronization

/// A product, as other services see it.
struct Product: Codable, Sendable, ResponseEncodable {
  let id: String
  let name: String
  /// Cents.
  let price: Int
}

/// Knows the products. Runs twice, each instance with its own copy of the data.
struct Catalog: ShopService {
  static let productCount = 60
  /// What `products` answers at most.
  private static let pageLimit = 24

  static let schema = [
    "CREATE TABLE IF NOT EXISTS products (id TEXT PRIMARY KEY, name TEXT, price INTEGER)",
    """
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(productCount))
    INSERT OR IGNORE INTO products
    SELECT 'p' || n,
      CASE n % 5 WHEN 0 THEN 'red' WHEN 1 THEN 'white' WHEN 2 THEN 'yellow' WHEN 3 THEN 'purple' ELSE 'black' END
        || ' ' || CASE n % 4 WHEN 0 THEN 'tulip' WHEN 1 THEN 'daffodil' WHEN 2 THEN 'crocus' ELSE 'hyacinth' END
        || ' no. ' || n,
      100 + n * 37 % 900
    FROM numbers
    """,
  ]
  private static let search = "SELECT id, name, price FROM products WHERE name LIKE ? ORDER BY id LIMIT ?"
  private static let select = "SELECT id, name, price FROM products WHERE id = ?"
  /// What 1.4.1 brought.
  private static let brokenSearch = "SELECT id, name, price FROM products WHERE title LIKE ? ORDER BY id LIMIT ?"

  private let site: Site
  private let searches = SearchCount()

  init(_ site: Site) { self.site = site }

  func addRoutes(to router: Router<BasicRequestContext>) {
    router.get("products") { request, _ in
      try refuseInStorm()
      return try await find(request.uri.queryParameters["query"].map(String.init) ?? "")
    }
    router.get("products/:id") { _, context in
      try refuseInStorm()
      let rows = try await site.database.run(Self.select, .text(try context.parameters.require("id")))
      guard let product = rows.first.map(Self.product) else { throw HTTPError(.notFound) }
      return product
    }
  }

  private func find(_ query: String) async throws -> [Product] {
    let isBroken = site.placement.version == Placement.badVersion && searches.next().isMultiple(of: 2)
    do {
      let rows = try await site.database.run(
        isBroken ? Self.brokenSearch : Self.search, .text("%\(query)%"), .int(Int64(Self.pageLimit)))
      site.logger.info("found \(rows.count) products", metadata: ["query": .string(query)])
      return rows.map(Self.product)
    } catch {
      site.logger.error("search failed: \(error)", metadata: ["service.version": .string(site.placement.version)])
      throw HTTPError(.internalServerError)
    }
  }

  /// Nine requests of ten.
  private func refuseInStorm() throws {
    guard site.has(.retryStorm), searches.next() % 10 != 9 else { return }
    site.logger.error("overloaded")
    throw HTTPError(.serviceUnavailable)
  }

  private static func product(_ row: Row) -> Product {
    Product(id: row.text("id"), name: row.text("name"), price: row.int("price"))
  }

  /// Makes "every other" mean just that.
  private final class SearchCount: Sendable {
    private let count = Atomic<Int>(0)
    func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }
  }
}
