import Foundation
import HTTPTypes
package import Hummingbird
import NIOCore
package import NIOPosix

extension WebPage {
  /// Adds the dashboards that the page draws; nothing writes them.
  package static func addDashboardRoutes<Context: RequestContext>(
    to router: Router<Context>, library: DashboardLibrary, threadPool: NIOThreadPool
  ) {
    router.get("/api/skein/v1/dashboards") { _, _ in
      let bytes = try await threadPool.runIfActive { try JSONEncoder().encode(["dashboards": library.entries()]) }
      return json(Array(bytes))
    }
    router.get("/api/skein/v1/dashboards/:name") { _, context in
      let name = try context.parameters.require("name").removingPercentEncoding ?? ""
      guard let bytes = try await threadPool.runIfActive({ library.dashboard(name) }) else {
        return json(Array(#"{"error":{"httpCode":404,"message":"there is no such dashboard"}}"#.utf8), .notFound)
      }
      return json(bytes)
    }
  }

  static func json(_ bytes: [UInt8], _ status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
