import HTTPService
package import Hummingbird
import OTLPFormat

extension QueryAPI {
  /// What a port of Zipkin's own answers: its API, and what its clients and its page ask of a server besides.
  package func addZipkinPortRoutes<Context: RequestContext>(to router: Router<Context>, version: String) {
    router.add(middleware: SecurityHeaders())
    addZipkinRoutes(to: router)
    router.get("/health") { _, _ in
      await isReady()
        ? Response(json: Array(#"{"status":"UP","zipkin":{"status":"UP"}}"#.utf8))
        : Response(.serviceUnavailable, json: Array(#"{"status":"DOWN","zipkin":{"status":"DOWN"}}"#.utf8))
    }
    router.get("/info") { _, _ in
      var writer = JSONWriter()
      writer.beginObject()
      writer.key("skein")
      writer.beginObject()
      writer.key("version")
      writer.string(version)
      writer.endObject()
      writer.endObject()
      return Response(json: writer.bytes)
    }
    router.get("/config.json") { _, _ in
      let lookback = 15 * 60_000
      return Response(
        json: Array(
          """
          {"environment":"","queryLimit":\(QueryAPILimits.defaultZipkinTraceCount),"defaultLookback":\(lookback),\
          "searchEnabled":true,"dependency":{"enabled":true,"lowErrorRate":0.5,"highErrorRate":0.75}}
          """.utf8))
    }
    router.get("/metrics") { _, _ in Response(text: metrics().text, contentType: PrometheusText.contentType) }
  }
}
