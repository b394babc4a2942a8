import Hummingbird
import OTLPFormat

extension QueryAPI {
  /// `GET /api/skein/v1/storage`: where the bytes of the store are, and how long its space lasts.
  func addStorageRoute<Context: RequestContext>(to router: Router<Context>) {
    router.get("/api/skein/v1/storage") { _, _ in
      guard let storage else {
        return Response(failure: RequestFailure(.notFound, "this store does not tell where its bytes are"))
      }
      do {
        return Response(
          json: try await run {
            var writer = JSONWriter()
            writer.storageFigures(try storage())
            return writer.bytes
          })
      } catch {
        return Response(failure: RequestFailure(any: error))
      }
    }
  }
}
