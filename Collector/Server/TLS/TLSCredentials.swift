internal import NIOSSL
internal import Synchronization

/// What a server proves its name with, and asks of its clients; may be read anew while the server goes on.
package final class TLSCredentials: Sendable {
  /// What is spoken inside TLS, as it is agreed on in the handshake (ALPN).
  package enum Application: String, Sendable {
    case http1 = "http/1.1"
    case http2 = "h2"
  }

  private struct Contexts {
    let http1: NIOSSLContext
    let http2: NIOSSLContext
  }

  private let files: TLSFiles
  private let contexts: Mutex<Contexts>
  /// What is doubtful about the files as they were at the start.
  package let warnings: [String]

  package init(_ files: TLSFiles) throws(TLSFailure) {
    self.files = files
    let (contexts, warnings) = try Self.contexts(of: files)
    self.contexts = Mutex(contexts)
    self.warnings = warnings
  }

  /// Reads the files anew, for connections from now on; when that fails, everything stays as it was.
  ///
  /// - Returns: what is doubtful about them.
  package func reload() throws(TLSFailure) -> [String] {
    let (new, warnings) = try Self.contexts(of: files)
    contexts.withLock { $0 = new }
    return warnings
  }

  func context(for application: Application) -> NIOSSLContext {
    contexts.withLock { application == .http1 ? $0.http1 : $0.http2 }
  }

  private static func contexts(of files: TLSFiles) throws(TLSFailure) -> (Contexts, [String]) {
    let (configuration, warnings) = try files.read()
    func context(for application: Application) throws(TLSFailure) -> NIOSSLContext {
      var configuration = configuration
      configuration.applicationProtocols = [application.rawValue]
      do {
        return try NIOSSLContext(configuration: configuration)
      } catch NIOSSLError.failedToLoadPrivateKey {
        throw TLSFailure("the key in \(files.key) does not belong to the certificate in \(files.certificate)")
      } catch {
        throw TLSFailure("the certificate in \(files.certificate) cannot be used: \(error)")
      }
    }
    return (Contexts(http1: try context(for: .http1), http2: try context(for: .http2)), warnings)
  }
}
