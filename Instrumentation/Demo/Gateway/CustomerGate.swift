import Foundation
import HTTPTypes
import Hummingbird
import JWTKit

/// Verifies customers' tokens with the keys that users publishes.
actor CustomerGate {
  private let client: ShopClient
  private var keys: JWTKeyCollection?

  init(client: ShopClient) { self.client = client }

  func customer(of request: Request) async throws -> String {
    guard let value = request.headers[.authorization], value.hasPrefix("Bearer ") else {
      throw HTTPError(.unauthorized, message: "a token is missing: POST /login gives one")
    }
    let token = String(value.dropFirst("Bearer ".count))
    if let claims = try? await keys?.verify(token, as: CustomerClaims.self) { return claims.subject.value }
    // It may be that users has new keys.
    let fresh = try await fetchKeys()
    keys = fresh
    guard let claims = try? await fresh.verify(token, as: CustomerClaims.self) else {
      throw HTTPError(.unauthorized, message: "the token is not valid")
    }
    return claims.subject.value
  }

  private func fetchKeys() async throws -> JWTKeyCollection {
    let published: PublicKeys = try await client.get(.users, "/keys")
    let json = String(decoding: try JSONEncoder().encode(published), as: UTF8.self)
    return try await JWTKeyCollection().add(jwksJSON: json)
  }
}
