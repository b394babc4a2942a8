import Hummingbird
import OTLPFormat

extension Response {
  /// `{"error":{"httpCode":404,"message":"..."}}`, as Jaeger's version 3 API has it.
  init(failure: RequestFailure) {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("error")
    writer.beginObject()
    writer.key("httpCode")
    writer.int(failure.status.code)
    writer.key("message")
    writer.string(failure.message)
    writer.endObject()
    writer.endObject()
    self.init(failure.status, json: writer.bytes)
  }
}
