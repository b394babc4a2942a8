import DemoShop
import Skein
import Synchronization
import Testing

@Suite("Messages of the broker")
struct MessageStoreTests {
  private final class Clock: Sendable {
    let milliseconds = Atomic<Int64>(1_700_000_000_000)
    func advance(by duration: Int64) { milliseconds.wrappingAdd(duration, ordering: .relaxed) }
  }

  private static let telemetry = {
    var configuration = TelemetryConfiguration(serviceName: "broker")
    configuration.isDisabled = true
    return Telemetry(configuration)
  }()

  private let clock = Clock()
  private let store: MessageStore

  init() throws {
    let database = try Database(
      path: ":memory:", name: "broker", schema: MessageStore.schema, telemetry: Self.telemetry)
    let clock = clock
    store = MessageStore(database: database) { clock.milliseconds.load(ordering: .relaxed) }
  }

  @Test("Every group gets every message of its topic once, in order, and others none")
  func groups() async throws {
    for group in ["mail", "audit"] { try await store.subscribe(topic: "orders", group: group) }
    try await store.subscribe(topic: "other", group: "mail")
    for number in 1...5 { _ = try await store.publish(Message(body: "\(number)"), topic: "orders") }
    for group in ["mail", "audit"] {
      let first = try await store.take(topic: "orders", group: group, count: 3)
      let second = try await store.take(topic: "orders", group: group, count: 3)
      #expect((first + second).map(\.body) == ["1", "2", "3", "4", "5"])
    }
    #expect(try await store.take(topic: "other", group: "mail", count: 3).isEmpty)
  }

  @Test("A message that is not settled comes again when its lease is over; a finished one does not")
  func lease() async throws {
    try await store.subscribe(topic: "orders", group: "mail")
    let id = try await store.publish(Message(body: "1"), topic: "orders")
    #expect(try await store.take(topic: "orders", group: "mail", count: 1).count == 1)
    clock.advance(by: MessageStore.leaseMilliseconds)
    let again = try await store.take(topic: "orders", group: "mail", count: 1)
    #expect(again.map(\.attempt) == [2])
    try await store.finish(id, group: "mail")
    clock.advance(by: MessageStore.leaseMilliseconds * 10)
    #expect(try await store.take(topic: "orders", group: "mail", count: 1).isEmpty)
    #expect(try await store.backlog().map(\.count) == [0])
  }

  @Test("A message that a group fails at comes again after growing pauses, and then is a dead letter")
  func deadLetter() async throws {
    try await store.subscribe(topic: "orders", group: "mail")
    let id = try await store.publish(Message(body: "1"), topic: "orders")
    for attempt in 1...MessageStore.attemptLimit {
      let taken = try await store.take(topic: "orders", group: "mail", count: 1)
      #expect(taken.map(\.attempt) == [attempt])
      let dead = try await store.fail(id, group: "mail")
      #expect((dead != nil) == (attempt == MessageStore.attemptLimit))
      #expect(try await store.take(topic: "orders", group: "mail", count: 1).isEmpty)
      clock.advance(by: 200 << Int64(attempt - 1))
    }
    clock.advance(by: MessageStore.leaseMilliseconds)
    #expect(try await store.take(topic: "orders", group: "mail", count: 1).isEmpty)
    #expect(try await store.backlog().map(\.count) == [0])
  }

  @Test("A message that nobody has subscribed to is forgotten")
  func nobody() async throws {
    _ = try await store.publish(Message(body: "1"), topic: "orders")
    _ = try await store.backlog()
    try await store.subscribe(topic: "orders", group: "late")
    #expect(try await store.take(topic: "orders", group: "late", count: 1).isEmpty)
  }
}
