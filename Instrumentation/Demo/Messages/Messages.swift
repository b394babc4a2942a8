import Foundation
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Skein
import SkeinMessaging
import Tracing

/// Publishes and takes messages; an answer comes back to whoever asked for it.
///
/// A message may come more than once: because its sender tried again, or because its receiver failed.
/// The span that sends a message is the parent of the one that processes it, so that a request stays one tree.
package struct Messages: Sendable {
  /// How long a consumer waits for messages before it asks again.
  static let longestWait = Duration.seconds(5)
  private static let batchCount = 8
  private static let pauseAfterFailure = Duration.milliseconds(300)

  let placement: Placement
  let client: ShopClient
  let directory: Directory
  let logger: Logger
  private let spans: TracedMessaging
  private let replies = Replies()

  init(
    placement: Placement, client: ShopClient, directory: Directory, telemetry: Telemetry, logger: Logger
  ) {
    self.placement = placement
    self.client = client
    self.directory = directory
    self.logger = logger
    spans = TracedMessaging(telemetry, system: "shop-broker")
  }

  /// Sends a message to all groups that subscribe to a topic.
  func publish(_ body: some Encodable, to topic: String) async throws {
    try await send(try Self.message(body), to: topic)
  }

  /// Sends a message and waits for the answer to it.
  func request<Reply: Decodable>(
    _ body: some Encodable, to topic: String, within limit: Duration, as type: Reply.Type = Reply.self
  ) async throws -> Reply {
    var message = try Self.message(body)
    let id = UUID().uuidString
    message.replyTo = replyTopic
    message.requestID = id
    let waiting = replies.expect(id)
    do {
      try await send(message, to: topic)
    } catch {
      replies.forget(id)
      throw error
    }
    guard let reply = try await replies.wait(for: id, waiting, within: limit) else { throw NoReply(topic: topic) }
    return try reply.decode()
  }

  /// Answers a message that asks for it.
  func reply(_ body: some Encodable, to message: Message) async throws {
    guard let topic = message.replyTo else { return }
    var reply = try Self.message(body)
    reply.requestID = message.requestID
    try await send(reply, to: topic)
  }

  /// Where the answers to this instance's requests go.
  private var replyTopic: String { "replies-" + placement.service.rawValue }

  /// A subscription to the answers to this instance's requests.
  var replySubscription: Subscription {
    Subscription(topic: replyTopic, group: placement.id) { message in replies.deliver(message) }
  }

  private static func message(_ body: some Encodable) throws -> Message {
    Message(body: String(decoding: try JSONEncoder().encode(body), as: UTF8.self))
  }

  private func send(_ message: Message, to topic: String) async throws {
    try await spans.send(message.known, to: topic) { known in
      var message = message
      message.sentAt = Self.nowMilliseconds
      message.headers = known.headers
      if placement.service == .orders, directory.has(.lostContext) { message.headers["traceparent"] = nil }
      let body = ByteBuffer(bytes: try JSONEncoder().encode(message))
      try await client.call(Call(.broker, .POST, "/topics/\(topic)", body: body, isRepeatable: true))
    }
  }

  package static var nowMilliseconds: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}

extension Messages {
  /// Tells the broker of the groups, so that it keeps messages for them from now on.
  func subscribe(_ subscriptions: [Subscription]) async {
    guard !subscriptions.isEmpty else { return }
    await directory.wait(for: .broker)
    let broker = BrokerClient(directory: directory)
    for subscription in subscriptions {
      while !Task.isShuttingDownGracefully, !Task.isCancelled {
        do {
          try await broker.subscribe(subscription)
          break
        } catch {
          try? await Task.sleep(for: Self.pauseAfterFailure)
        }
      }
    }
  }

  /// Takes and handles messages until it is cancelled.
  func consume(_ subscription: Subscription) async {
    let broker = BrokerClient(directory: directory)
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      do {
        for message in try await broker.take(subscription, count: Self.batchCount, wait: Self.longestWait) {
          let isDone = await process(message, subscription)
          try await broker.settle(message, subscription, isDone: isDone)
        }
      } catch {
        try? await Task.sleep(for: Self.pauseAfterFailure)
      }
    }
  }

  private func process(_ message: Message, _ subscription: Subscription) async -> Bool {
    do {
      try await spans.process(message.known, from: subscription.topic, consumerGroup: subscription.group) { span in
        span.attributes["shop.message.wait_ms"] = Self.nowMilliseconds - message.sentAt
        if message.attempt > 1 { span.attributes["shop.message.attempt"] = message.attempt }
        do {
          try await subscription.handle(message)
        } catch {
          logger.error("cannot process a message of \(subscription.topic): \(error)")
          throw error
        }
      }
      return true
    } catch {
      return error is Settled
    }
  }
}

extension Message {
  /// What its spans are told of it.
  fileprivate var known: TracedMessaging.Message {
    TracedMessaging.Message(headers: headers, id: id > 0 ? String(id) : nil, bodyByteCount: body.utf8.count)
  }
}

/// Nobody answered a message in time.
struct NoReply: Error, CustomStringConvertible {
  let topic: String
  var description: String { "no reply from \(topic)" }
}
