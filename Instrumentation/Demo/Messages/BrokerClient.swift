import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// The consumer's side of the broker: called all the time, and therefore without telemetry.
struct BrokerClient: Sendable {
  private static let answerByteLimit = 4 << 20
  /// On top of what the broker itself waits.
  private static let timeout = Duration.seconds(5)

  let directory: Directory

  func subscribe(_ subscription: Subscription) async throws {
    try await send(.PUT, path(subscription), wait: .zero)
  }

  /// Messages that are now this consumer's, until it settles them or has held them for too long.
  func take(_ subscription: Subscription, count: Int, wait: Duration) async throws -> [Message] {
    let milliseconds = Int(wait / .milliseconds(1))
    let body = try await send(.POST, path(subscription) + "/take?count=\(count)&wait=\(milliseconds)", wait: wait)
    return try JSONDecoder().decode([Message].self, from: Data(body.readableBytesView))
  }

  /// Tells what has become of a message.
  func settle(_ message: Message, _ subscription: Subscription, isDone: Bool) async throws {
    try await send(.POST, path(subscription) + "/messages/\(message.id)/\(isDone ? "done" : "failed")", wait: .zero)
  }

  private func path(_ subscription: Subscription) -> String {
    "/topics/\(subscription.topic)/groups/\(subscription.group)"
  }

  @discardableResult
  private func send(_ method: HTTPMethod, _ path: String, wait: Duration) async throws -> ByteBuffer {
    guard let url = directory.next(.broker) else { throw CallFailure(service: .broker, reason: .unreachable) }
    var request = HTTPClientRequest(url: url + path)
    request.method = method
    let response = try await ShopHTTP.client.execute(request, timeout: TimeAmount(wait + Self.timeout))
    let body = try await response.body.collect(upTo: Self.answerByteLimit)
    guard (200..<300).contains(response.status.code) else {
      throw CallFailure(service: .broker, reason: .status(Int(response.status.code)))
    }
    return body
  }
}
