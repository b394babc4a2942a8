import ArgumentParser
import HTTPService
import ServiceLifecycle
import UnixSignals

/// Whether the ports speak TLS, and with which files.
struct TLSOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Speak TLS on every port, with this certificate (PEM; with those between it and its authority).",
      discussion: "SIGHUP reads the files anew, for connections from then on.", valueName: "file"))
  var tlsCert: String?

  @Option(help: ArgumentHelp("The private key of the certificate (PEM, without a passphrase).", valueName: "file"))
  var tlsKey: String?

  @Option(
    help: ArgumentHelp(
      "Take only clients with a certificate of these authorities (PEM): mutual TLS.", valueName: "file"))
  var tlsClientCa: String?

  func validate() throws {
    if (tlsCert == nil) != (tlsKey == nil) { throw ValidationError("--tls-cert and --tls-key belong together") }
    if tlsClientCa != nil && tlsCert == nil { throw ValidationError("--tls-client-ca needs --tls-cert and --tls-key") }
  }

  /// `nil` when the ports speak plain HTTP.
  func credentials() throws -> TLSCredentials? {
    guard let tlsCert, let tlsKey else { return nil }
    do {
      let credentials = try TLSCredentials(
        TLSFiles(certificate: tlsCert, key: tlsKey, clientAuthority: tlsClientCa))
      credentials.warnings.forEach { announce("warning: \($0)") }
      return credentials
    } catch {
      throw CommandFailure.failed("\(error)")
    }
  }
}

extension TLSCredentials {
  /// What URLs of a server with these credentials begin with, or without any.
  static func scheme(_ credentials: TLSCredentials?) -> String { credentials == nil ? "http" : "https" }
}

/// Reads a server's certificate anew whenever the process is told to (SIGHUP).
struct TLSReloader: Service {
  let credentials: TLSCredentials

  func run() async throws {
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
      do {
        let warnings = try credentials.reload()
        announce("the certificate has been read anew")
        warnings.forEach { announce("warning: \($0)") }
      } catch {
        announce("warning: the certificate stays as it was: \(error)")
      }
    }
  }
}
