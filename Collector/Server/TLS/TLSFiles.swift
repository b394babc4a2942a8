internal import Foundation
internal import NIOSSL

/// The PEM files that a server's TLS is made of.
package struct TLSFiles: Sendable {
  /// The server's certificate, and those between it and its authority, the server's own first.
  package let certificate: String
  /// The private key of the certificate, without a passphrase.
  package let key: String
  /// The authorities that clients' certificates must come from; without it, clients need none.
  package let clientAuthority: String?

  package init(certificate: String, key: String, clientAuthority: String? = nil) {
    self.certificate = certificate
    self.key = key
    self.clientAuthority = clientAuthority
  }

  /// TLS 1.2 and later, as the files say, and what is doubtful about them.
  func read() throws(TLSFailure) -> (configuration: TLSConfiguration, warnings: [String]) {
    let chain = try certificates(in: certificate)
    let privateKey = try privateKey()
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
    if let clientAuthority {
      configuration.trustRoots = .certificates(try certificates(in: clientAuthority))
      // Clients have no host name that could be checked.
      configuration.certificateVerification = .noHostnameVerification
    }
    configuration.minimumTLSVersion = .tlsv12
    return (configuration, chain.prefix(1).compactMap { warning(about: $0) })
  }

  private func certificates(in path: String) throws(TLSFailure) -> [NIOSSLCertificate] {
    let bytes = try bytes(of: path)
    guard let certificates = try? NIOSSLCertificate.fromPEMBytes(bytes), !certificates.isEmpty else {
      throw TLSFailure("\(path) holds no certificate in PEM form")
    }
    return certificates
  }

  private func privateKey() throws(TLSFailure) -> NIOSSLPrivateKey {
    let bytes = try bytes(of: key)
    guard let privateKey = try? NIOSSLPrivateKey(bytes: bytes, format: .pem) else {
      throw TLSFailure("\(key) holds no private key in PEM form, or one with a passphrase, which cannot be used")
    }
    return privateKey
  }

  private func bytes(of path: String) throws(TLSFailure) -> [UInt8] {
    do {
      return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw TLSFailure("cannot read \(path): \(error.localizedDescription)")
    }
  }

  private func warning(about leaf: NIOSSLCertificate) -> String? {
    let now = time_t(Date().timeIntervalSince1970)
    if leaf.notValidAfter < now { return "the certificate in \(certificate) has expired; clients will refuse it" }
    if leaf.notValidBefore > now { return "the certificate in \(certificate) is not valid yet; clients will refuse it" }
    return nil
  }
}

/// Why a server cannot speak TLS with the files it was given.
package struct TLSFailure: Error, Sendable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}
