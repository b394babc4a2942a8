import Foundation

/// The broker's messages, and which group has yet to deal with which.
package struct MessageStore: Sendable {
  package struct Backlog: Sendable {
    package let topic: String
    package let group: String
    package let count: Int
  }

  /// How often a group may fail at a message.
  package static let attemptLimit = 4
  /// How long a consumer may hold a message without settling it.
  package static let leaseMilliseconds: Int64 = 30_000
  /// The first pause after a failure; each further one is twice as long.
  private static let firstPauseMilliseconds: Int64 = 200

  package static let schema = [
    """
    CREATE TABLE IF NOT EXISTS messages (
      id INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, sent INTEGER NOT NULL, content TEXT NOT NULL)
    """,
    "CREATE TABLE IF NOT EXISTS groups (topic TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (topic, name))",
    """
    CREATE TABLE IF NOT EXISTS deliveries (
      message INTEGER NOT NULL, topic TEXT NOT NULL, receiver TEXT NOT NULL, due INTEGER NOT NULL,
      attempt INTEGER NOT NULL DEFAULT 0, dead INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (receiver, message))
    """,
    "CREATE INDEX IF NOT EXISTS due ON deliveries (topic, receiver, dead, due)",
    """
    CREATE TRIGGER IF NOT EXISTS deliver AFTER INSERT ON messages BEGIN
      INSERT INTO deliveries (message, topic, receiver, due)
      SELECT NEW.id, NEW.topic, name, NEW.sent FROM groups WHERE topic = NEW.topic;
    END
    """,
  ]

  private static let insert = "INSERT INTO messages (topic, sent, content) VALUES (?, ?, ?) RETURNING id"

  let database: Database
  /// Milliseconds since 1970.
  private let now: @Sendable () -> Int64

  package init(database: Database, now: @escaping @Sendable () -> Int64 = { Messages.nowMilliseconds }) {
    self.database = database
    self.now = now
  }

  package func subscribe(topic: String, group: String) async throws {
    try await database.quietly(
      "INSERT OR IGNORE INTO groups (topic, name) VALUES (?, ?)", [.text(topic), .text(group)])
  }

  package func publish(_ message: Message, topic: String) async throws -> Int64 {
    let content = String(decoding: try JSONEncoder().encode(message), as: UTF8.self)
    let rows = try await database.run(
      Self.insert, .text(topic), .int(now()), .text(content))
    return Int64(rows.first?.int("id") ?? 0)
  }

  /// Lends due messages to a consumer of a group, in the order in which they were published.
  package func take(topic: String, group: String, count: Int) async throws -> [Message] {
    let now = now()
    return try await database.transaction { connection in
      let rows = try connection.run(
        """
        SELECT id, content, attempt FROM deliveries JOIN messages ON id = message
        WHERE deliveries.topic = ? AND receiver = ? AND dead = 0 AND due <= ? ORDER BY id LIMIT ?
        """, [.text(topic), .text(group), .int(now), .int(Int64(count))])
      return try rows.map { row in
        try connection.run(
          "UPDATE deliveries SET due = ?, attempt = attempt + 1 WHERE receiver = ? AND message = ?",
          [.int(now + Self.leaseMilliseconds), .text(group), .int(Int64(row.int("id")))])
        return try Self.message(row)
      }
    }
  }

  package func finish(_ id: Int64, group: String) async throws {
    try await database.transaction { connection in
      try connection.run("DELETE FROM deliveries WHERE receiver = ? AND message = ?", [.text(group), .int(id)])
      try connection.run(
        "DELETE FROM messages WHERE id = ? AND NOT EXISTS (SELECT 1 FROM deliveries WHERE message = ?)",
        [.int(id), .int(id)])
    }
  }

  /// Has a message delivered again, later.
  ///
  /// - Returns: The message, if that was the last attempt.
  package func fail(_ id: Int64, group: String) async throws -> Message? {
    let now = now()
    return try await database.transaction { connection in
      let rows = try connection.run(
        "SELECT id, content, attempt FROM deliveries JOIN messages ON id = message WHERE receiver = ? AND message = ?",
        [.text(group), .int(id)])
      guard let row = rows.first else { return nil }
      let attempt = row.int("attempt")
      if attempt >= Self.attemptLimit {
        try connection.run(
          "UPDATE deliveries SET dead = 1 WHERE receiver = ? AND message = ?", [.text(group), .int(id)])
        return try Self.message(row)
      }
      let due = now + Self.firstPauseMilliseconds << Int64(attempt - 1)
      try connection.run(
        "UPDATE deliveries SET due = ? WHERE receiver = ? AND message = ?", [.int(due), .text(group), .int(id)])
      return nil
    }
  }

  /// How many messages wait for each group, dead letters left out. Forgets messages that no group has subscribed to.
  package func backlog() async throws -> [Backlog] {
    try await database.quietly("DELETE FROM messages WHERE id NOT IN (SELECT message FROM deliveries)")
    let rows = try await database.quietly(
      """
      SELECT groups.topic AS topic, name, count(message) AS waiting FROM groups
      LEFT JOIN deliveries ON deliveries.topic = groups.topic AND receiver = name AND dead = 0
      GROUP BY groups.topic, name
      """)
    return rows.map { Backlog(topic: $0.text("topic"), group: $0.text("name"), count: $0.int("waiting")) }
  }

  private static func message(_ row: Row) throws -> Message {
    var message = try JSONDecoder().decode(Message.self, from: Data(row.text("content").utf8))
    message.id = Int64(row.int("id"))
    message.attempt = row.int("attempt") + 1
    return message
  }
}
