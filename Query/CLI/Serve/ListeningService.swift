import Glibc
import HTTPService
import NIOCore
import ServiceLifecycle

/// A server whose failure to listen is told with its address and the option that changes it.
struct ListeningService: Service {
  let endpoint: HTTPEndpoint
  /// The command line option that names the endpoint.
  let option: String
  let server: any Service

  func run() async throws {
    do {
      try await server.run()
    } catch let error as IOError {
      throw CommandFailure.failed(
        "cannot listen on \(endpoint): \(String(cString: strerror(error.errnoCode))); choose another with \(option)")
    }
  }
}
