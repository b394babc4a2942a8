import CoreMetrics
import Foundation
import Hummingbird
import Logging
import ServiceLifecycle
import Skein
import Tracing

/// The message broker: topics, groups of consumers, delivery again after failures, dead letters.
///
/// Each group gets each message of its topic at least once. One that a group fails at too often is a dead letter: it is
/// kept, and no longer delivered.
struct Broker: ShopService {
  private static let backlogInterval = Duration.seconds(1)

  static let schema = MessageStore.schema

  private let site: Site
  private let store: MessageStore
  private let bell = Doorbell()

  init(_ site: Site) {
    self.site = site
    store = MessageStore(database: site.database)
  }

  func addRoutes(to router: Router<BasicRequestContext>) {
    router.post("topics/:topic") { request, context in
      let topic = try context.parameters.require("topic")
      let message = try await request.decode(as: Message.self, context: context)
      let id = try await store.publish(message, topic: topic)
      site.logger.info("message \(id) published on \(topic)")
      bell.ring()
      return String(id)
    }
  }

  func addQuietRoutes(to router: Router<BasicRequestContext>) {
    let group = router.group("topics/:topic/groups/:group")
    group.put { _, context in
      try await store.subscribe(topic: context.parameters.require("topic"), group: context.parameters.require("group"))
      return HTTPResponse.Status.noContent
    }
    group.post("take") { request, context in
      let query = request.uri.queryParameters
      let count = min(query["count"].flatMap { Int($0) } ?? 1, 100)
      let wait = min(query["wait"].flatMap { Int($0) } ?? 0, Int(Messages.longestWait / .milliseconds(1)))
      return try await take(
        topic: context.parameters.require("topic"), group: context.parameters.require("group"), count: count,
        wait: .milliseconds(wait))
    }
    group.post("messages/:id/done") { _, context in
      try await store.finish(
        context.parameters.require("id", as: Int64.self), group: context.parameters.require("group"))
      return HTTPResponse.Status.noContent
    }
    group.post("messages/:id/failed") { _, context in
      let id = try context.parameters.require("id", as: Int64.self)
      let group = try context.parameters.require("group")
      if let dead = try await store.fail(id, group: group) { mourn(dead, group: group) }
      return HTTPResponse.Status.noContent
    }
  }

  /// Says how much waits, and wakes consumers when a message is due again.
  func work() async throws {
    while true {
      try await Task.sleep(for: Self.backlogInterval)
      for entry in try await store.backlog() {
        site.telemetry.metricsFactory.makeMeter(
          label: "shop.broker.backlog",
          dimensions: [
            ("messaging.destination.name", entry.topic), ("messaging.consumer.group.name", entry.group),
          ]
        )
        .set(Int64(entry.count))
      }
      bell.ring()
    }
  }

  private func take(topic: String, group: String, count: Int, wait: Duration) async throws -> [Message] {
    let deadline = ContinuousClock.now + wait
    while true {
      let rings = bell.ringCount
      let messages = try await store.take(topic: topic, group: group, count: count)
      let left = deadline - .now
      if !messages.isEmpty || left <= .zero || Task.isShuttingDownGracefully { return messages }
      await bell.wait(after: rings, atMost: left)
    }
  }

  /// A dead letter is told of where its request can be found.
  private func mourn(_ message: Message, group: String) {
    var context = ServiceContext.topLevel
    site.telemetry.tracer.extract(message.headers, into: &context, using: DictionaryExtractor())
    ServiceContext.withValue(context) {
      site.logger.error(
        "message \(message.id) is a dead letter: \(group) failed at it \(MessageStore.attemptLimit) times",
        metadata: ["messaging.consumer.group.name": .string(group)])
    }
  }
}

private struct DictionaryExtractor: Extractor {
  func extract(key: String, from headers: [String: String]) -> String? { headers[key] }
}
