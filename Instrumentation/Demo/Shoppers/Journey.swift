import AsyncHTTPClient
import CorpusGenerator
import Foundation
import NIOCore
import NIOHTTP1

/// One customer's visit. Whatever goes wrong ends it: customers are like that.
struct Journey: Sendable {
  private static let timeout = TimeAmount.seconds(15)
  private static let answerByteLimit = 1 << 20
  private static let words = ["tulip", "daffodil", "crocus", "hyacinth", "red", "white", "no. 7"]

  let gatewayURL: String
  let random: SplitMix64

  /// Throws only when it is cancelled.
  func run() async throws {
    var random = random
    do {
      try await visit(&random)
    } catch is VisitEnd {
    } catch let error as HTTPClientError where error != .cancelled {
    }
  }

  private func visit(_ random: inout SplitMix64) async throws {
    let customer = "c\(random.skewedIndex(below: Users.customerCount) + 1)"
    let side = random.isOne(in: 3) ? "/mobile" : "/web"
    let login = Users.Login(id: customer, password: Users.password)
    let token = try await send(.POST, "/login", login, as: Users.Token.self).token
    try await send(.GET, "/home", token: token)
    try await think(&random)
    for _ in 0..<random.number(1...3) {
      try await send(.GET, "\(side)/products?query=\(random.pick(Self.words).percentEncoded)", token: token)
      try await think(&random)
      try await send(.GET, "\(side)/products/\(Self.product(&random))", token: token)
      try await think(&random)
    }
    guard !random.isOne(in: 4) else { return }
    let lines = (0..<random.number(1...3)).map { _ in
      NewOrder.Line(product: Self.product(&random), quantity: random.number(1...4))
    }
    let order = try await send(
      .POST, "\(side)/checkout", FrontEnd.Cart(lines: lines), token: token, as: OrderSummary.self)
    try await think(&random)
    if random.isOne(in: 8) { try await send(.POST, "\(side)/orders/\(order.id)/cancel", token: token) }
    try await send(.GET, "\(side)/orders", token: token)
    if random.isOne(in: 10) { try await send(.POST, "/feedback", "nice flowers", token: token) }
  }

  private static func product(_ random: inout SplitMix64) -> String {
    "p\(random.skewedIndex(below: Catalog.productCount) + 1)"
  }

  private func think(_ random: inout SplitMix64) async throws {
    try await Task.sleep(for: .milliseconds(random.number(50...400)))
  }

  private func send<Value: Decodable>(
    _ method: HTTPMethod, _ path: String, _ body: some Encodable, token: String? = nil, as type: Value.Type
  ) async throws -> Value {
    let answer = try await exchange(method, path, body: try JSONEncoder().encode(body), token: token)
    guard let value = try? JSONDecoder().decode(Value.self, from: Data(answer.readableBytesView)) else {
      throw VisitEnd()
    }
    return value
  }

  private func send(_ method: HTTPMethod, _ path: String, _ text: String? = nil, token: String) async throws {
    try await exchange(method, path, body: text.map { Data($0.utf8) }, token: token)
  }

  @discardableResult
  private func exchange(_ method: HTTPMethod, _ path: String, body: Data?, token: String?) async throws -> ByteBuffer {
    var request = HTTPClientRequest(url: gatewayURL + path)
    request.method = method
    if let token { request.headers.add(name: "authorization", value: "Bearer " + token) }
    if let body {
      request.headers.add(name: "content-type", value: "application/json")
      request.body = .bytes(body)
    }
    let response = try await ShopHTTP.client.execute(request, timeout: Self.timeout)
    let answer = try await response.body.collect(upTo: Self.answerByteLimit)
    guard response.status.code < 400 else { throw VisitEnd() }
    return answer
  }

  /// The customer has had enough.
  private struct VisitEnd: Error {}
}
