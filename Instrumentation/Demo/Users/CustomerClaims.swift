import Hummingbird
import JWTKit

/// What a customer's token says.
struct CustomerClaims: JWTPayload {
  let subject: SubjectClaim
  let expiration: ExpirationClaim

  enum CodingKeys: String, CodingKey {
    case subject = "sub"
    case expiration = "exp"
  }

  func verify(using algorithm: some JWTAlgorithm) throws { try expiration.verifyNotExpired() }
}

/// The keys that tokens are verified with (RFC 7517).
struct PublicKeys: Codable, Sendable, ResponseEncodable {
  struct Key: Codable, Sendable {
    let kty: String
    let crv: String
    let alg: String
    let kid: String
    let x: String
    let y: String
  }

  let keys: [Key]

  init(_ key: ES256PublicKey, id: JWKIdentifier) throws {
    guard let (x, y) = key.parameters else {
      throw HTTPError(.internalServerError, message: "the key has no parameters")
    }
    keys = [Key(kty: "EC", crv: "P-256", alg: "ES256", kid: id.string, x: Self.url(x), y: Self.url(y))]
  }

  /// The form of base64 that URLs can hold.
  private static func url(_ base64: String) -> String {
    base64.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
