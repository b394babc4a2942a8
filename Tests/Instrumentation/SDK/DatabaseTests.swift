import Skein
import SkeinDatabase
import Testing
import Tracing

struct DatabaseTests {
  let memory = InMemoryTelemetry()
  var database: TracedDatabase { TracedDatabase(memory.telemetry, namespace: "orders.sqlite") }

  @Test func `a call is a client span under the span that makes it`() async throws {
    let rows = memory.telemetry.tracer.withSpan("request") { _ in
      database.call("SELECT * FROM orders\n  WHERE id = 4711 AND name = 'O''Hara'") { span in
        span.attributes["db.response.returned_rows"] = 2
        return 2
      }
    }
    #expect(rows == 2)
    let spans = await memory.spans()
    let span = try #require(spans.first { $0.kind == .client })
    #expect(span.parentSpanID == spans.first { $0.name == "request" }?.spanID)
    #expect(span.name == "SELECT orders")
    #expect(
      span.attributes == [
        "db.system.name": "sqlite", "db.namespace": "orders.sqlite", "db.operation.name": "SELECT",
        "db.collection.name": "orders", "db.query.summary": "SELECT orders",
        "db.query.text": "SELECT * FROM orders WHERE id = ? AND name = ?", "db.response.returned_rows": 2,
      ])
    #expect(await memory.dataPoints().map(\.name) == ["db.client.operation.duration"])
  }

  @Test func `a call that throws is an error`() async throws {
    struct Locked: Error {}
    await #expect(throws: Locked.self) {
      try await database.call("UPDATE stock SET count = 0", batchSize: 3) { _ async throws in throw Locked() }
    }
    let span = try #require(await memory.spans().first)
    #expect(span.name == "UPDATE stock")
    #expect(span.status?.code == .error)
    #expect(span.attributes["db.operation.batch.size"] == 3)
    #expect(span.attributes["error.type"]?.description.contains("Locked") == true)
  }

  @Test(arguments: [
    ("INSERT INTO \"order items\" (id) VALUES (1, -2.5, x'00')", "INSERT order items"),
    ("insert or replace into items values (?)", "INSERT items"),
    ("DELETE FROM main.carts -- all of them", "DELETE main.carts"),
    ("CREATE TABLE IF NOT EXISTS users (id)", "CREATE users"),
    ("SELECT count(*) FROM (SELECT * FROM inner_table)", "SELECT inner_table"),
    ("/* hint */ SELECT 1", "SELECT"), ("COMMIT", "COMMIT"), ("", "orders.sqlite"), ("'only a text", "orders.sqlite"),
    ("WITH x AS (SELECT 1 FROM a) SELECT * FROM x", "WITH a"),
  ])
  func `a span is named after what a statement does to what`(_ statement: String, _ name: String) async throws {
    database.call(statement) { _ in }
    #expect(await memory.spans().first?.name == name)
  }

  @Test func `no literal leaves the process`() async throws {
    for statement in [
      "SELECT 'secret'", "SELECT \"a\" FROM t WHERE b='secret' AND c = 'sec''ret'", "SELECT 'secret",
      "INSERT INTO t VALUES('secret',1e9) /* secret */ -- secret",
    ] {
      database.call(statement) { _ in }
    }
    for span in await memory.spans() {
      #expect(!span.attributes.values.contains { $0.description.contains("sec") }, "\(span.attributes)")
    }
  }
}
