/// What orders keeps: orders and their lines to write, and summaries to read (CQRS).
struct OrderStore: Sendable {
  static let schema = [
    "CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, customer TEXT, status TEXT, total INTEGER)",
    """
    CREATE TABLE IF NOT EXISTS order_lines (
      order_id TEXT, product TEXT, quantity INTEGER, price INTEGER, PRIMARY KEY (order_id, product))
    """,
    """
    CREATE TABLE IF NOT EXISTS order_summaries (
      order_id TEXT PRIMARY KEY, customer TEXT, status TEXT, total INTEGER, line_count INTEGER, version INTEGER)
    """,
    "CREATE INDEX IF NOT EXISTS summaries_of ON order_summaries (customer, version)",
    "CREATE INDEX IF NOT EXISTS orders_of ON orders (customer)",
  ]
  private static let listLimit: Int64 = 20

  private static let insertOrder = "INSERT INTO orders (id, customer, status, total) VALUES (?, ?, 'pending', ?)"
  private static let insertLine =
    "INSERT OR REPLACE INTO order_lines (order_id, product, quantity, price) VALUES (?, ?, ?, ?)"
  private static let updateOrder = "UPDATE orders SET status = ? WHERE id = ?"
  private static let selectOrder = "SELECT id, customer, status, total FROM orders WHERE id = ?"
  private static let selectOrders =
    "SELECT id, status, total FROM orders WHERE customer = ? ORDER BY rowid DESC LIMIT ?"
  private static let selectLines = "SELECT product, quantity, price FROM order_lines WHERE order_id = ?"
  private static let upsertSummary = """
    INSERT OR REPLACE INTO order_summaries (order_id, customer, status, total, line_count, version)
    VALUES (?, ?, ?, ?, ?, ?)
    """
  private static let selectSummaries = """
    SELECT order_id, status, total, line_count FROM order_summaries WHERE customer = ?
    ORDER BY version DESC LIMIT ?
    """

  let database: Database

  func insert(_ id: String, _ order: NewOrder, prices: [String: Int], total: Int) async throws {
    try await database.run(Self.insertOrder, .text(id), .text(order.customer), .int(Int64(total)))
    for line in order.lines {
      try await database.run(
        Self.insertLine, .text(id), .text(line.product), .int(Int64(line.quantity)),
        .int(Int64(prices[line.product] ?? 0)))
    }
  }

  func set(_ status: OrderStatus, of id: String) async throws {
    try await database.run(Self.updateOrder, .text(status.rawValue), .text(id))
  }

  /// An order's customer, status and total.
  func order(_ id: String) async throws -> (customer: String, status: OrderStatus?, total: Int)? {
    try await database.run(Self.selectOrder, .text(id)).first.map { row in
      (row.text("customer"), OrderStatus(rawValue: row.text("status")), row.int("total"))
    }
  }

  func lineCount(of id: String) async throws -> Int { try await database.run(Self.selectLines, .text(id)).count }

  /// Takes an event into the read model.
  func project(_ event: OrderEvent, version: Int64) async throws {
    try await database.run(
      Self.upsertSummary, .text(event.orderID), .text(event.customer), .text(event.status.rawValue),
      .int(Int64(event.total)), .int(Int64(event.lineCount)), .int(version))
  }

  /// A customer's latest orders, from the read model: one statement.
  func summaries(of customer: String) async throws -> [OrderSummary] {
    try await database.run(Self.selectSummaries, .text(customer), .int(Self.listLimit)).map { row in
      OrderSummary(
        id: row.text("order_id"), status: OrderStatus(rawValue: row.text("status")) ?? .pending,
        total: row.int("total"), lineCount: row.int("line_count"))
    }
  }

  /// The same, one statement for each order: what an object-relational mapper does when nobody looks.
  func summariesOneByOne(of customer: String) async throws -> [OrderSummary] {
    var summaries: [OrderSummary] = []
    for row in try await database.run(Self.selectOrders, .text(customer), .int(Self.listLimit)) {
      summaries.append(
        OrderSummary(
          id: row.text("id"), status: OrderStatus(rawValue: row.text("status")) ?? .pending, total: row.int("total"),
          lineCount: try await lineCount(of: row.text("id"))))
    }
    return summaries
  }
}
