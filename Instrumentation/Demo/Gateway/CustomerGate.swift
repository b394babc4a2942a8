import Foundation
import HTTPTypes
import Hummingbird
import JWTKit

/// Verifies customers' tokens with the keys that users publishes.
actor CustomerGate {
  /// However many tokens are wrong: keys are not asked for more often.
  private static let fetchInterval = Duration.seconds(1)

  private let client: ShopClient
  private var keys: JWTKeyCollection?
  private var fetchedAt: ContinuousClock.Instant?

  init(client: ShopClient) { self.client = client }

  func customer(of request: Request) async throws -> String {
    guard let value = request.headers[.authorization], value.hasPrefix("Bearer ") else {
      throw HTTPError(.unauthorized, message: "a token is missing: POST /login gives one")
    }
    let token = String(value.dropFirst("Bearer ".count))
    if let claims = try? await keys?.verify(token, as: CustomerClaims.self) { return claims.subject.value }
    // It may be that users has new keys.
    try await fetchKeys()
    guard let claims = try? await keys?.verify(token, as: CustomerClaims.self) else {
      throw HTTPError(.unauthorized, message: "the token is not valid")
    }
    return claims.subject.value
  }

  private func fetchKeys() async throws {
    if let fetchedAt, fetchedAt + Self.fetchInterval > .now { return }
    let published: PublicKeys = try await client.get(.users, "/keys")
    let json = String(decoding: try JSONEncoder().encode(published), as: UTF8.self)
    keys = try await JWTKeyCollection().add(jwksJSON: json)
    fetchedAt = .now
  }
}
