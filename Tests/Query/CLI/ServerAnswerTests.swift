import OTLPFormat
import QueryEngine
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing
import skein

struct ServerAnswerTests {
  private func answer(_ text: String) -> ServerAnswer { ServerAnswer(body: Array(text.utf8), server: "http://h") }

  @Test("Names are read, also where Jaeger leaves members out")
  func names() throws {
    #expect(try answer(#"{"services":["b","a"]}"#).services() == ["b", "a"])
    #expect(try answer("{}").services() == [])
    let operations = try answer(#"{"operations":[{"name":"GET","spanKind":"server"},{"name":"x"}]}"#)
      .operations(ofService: "s")
    #expect(
      operations == [
        ServiceOperation(service: "s", operation: "GET", kind: .server),
        ServiceOperation(service: "s", operation: "x", kind: .unspecified),
      ])
  }

  @Test("Spans come out of one or several result objects, field for field")
  func spans() throws {
    let seed: UInt64 = 0x5EED_0030
    let sent = RandomSpans.make(seed: seed, count: 50)
    let json = String(decoding: OTLPJSON.encodeTraces(SpanBatch(sent)), as: UTF8.self)
    #expect(try answer(#"{"result":\#(json)}"#).spans().spans == sent, "seed \(seed)")
    let twice = "{ \"result\" : \(json) }\n{\"result\":\(json)}\n"
    #expect(try answer(twice).spans().spans == sent + sent, "seed \(seed)")
    #expect(try answer("").spans().isEmpty)
  }

  @Test(
    "What is no such answer is an error that names the server",
    arguments: [
      "<html>", "[]", "{\"result\":", "{\"result\":[]}", "{\"result\":{}", "{\"result\":{\"resourceSpans\":7}}",
      "{\"data\":[]}",
    ])
  func foreign(text: String) {
    #expect {
      _ = try answer(text).spans()
    } throws: { error in
      (error as? CommandFailure)?.message.hasPrefix("http://h ") == true
    }
  }

  @Test("The message of a failure is found in the forms of version 3 and version 1")
  func failures() {
    #expect(answer(#"{"error":{"httpCode":400,"message":"bad"}}"#).errorMessage == "bad")
    #expect(answer(#"{"data":null,"errors":[{"code":400,"msg":"worse"}]}"#).errorMessage == "worse")
    #expect(answer("oops").errorMessage == nil)
  }

  @Test("A search becomes parameters that any server of the API understands")
  func parameters() throws {
    var query = TraceQuery(service: "a b", operation: "GET /", tags: [TraceQuery.Tag("k\"", "v&")])
    query.durationNanoseconds = 5...UInt64.max
    let parameters = Dictionary(uniqueKeysWithValues: try TraceQueryParameters.of(query))
    #expect(parameters["query.serviceName"] == "a b" && parameters["query.operationName"] == "GET /")
    #expect(parameters["query.attributes"] == #"{"k\"":"v&"}"#)
    #expect(parameters["query.durationMin"] == "5ns" && parameters["query.durationMax"] == nil)
    #expect(parameters["query.startTimeMin"] == "1970-01-01T00:00:00.000000001Z")
    #expect(parameters["query.startTimeMax"] == "2262-04-11T23:47:16.854775807Z")
    #expect(PercentEncoding.encode("a b/ü&=~") == "a%20b%2f%c3%bc%26%3d~")
    query.tags.append(TraceQuery.Tag("k\"", "other"))
    #expect(throws: CommandFailure.self) { try TraceQueryParameters.of(query) }
  }

  @Test("A search with filters becomes parameters of Skein's own search, and its outlines become trace IDs")
  func filters() throws {
    var query = TraceQuery(service: "a", tags: [TraceQuery.Tag("k", "1=2"), TraceQuery.Tag("k", "3")])
    query.filters = [try SpanFilter("x=1 or y=2"), try SpanFilter("not z=3")]
    query.durationNanoseconds = 0...7
    let parameters = TraceQueryParameters.ofOutlines(query).map { "\($0)=\($1)" }
    #expect(
      parameters == [
        "start=0", "end=18446744073709551615", "limit=100", "service=a", "maxDuration=7ns", "attribute=k=1=2",
        "attribute=k=3", "filter=x=1 or y=2", "filter=not z=3",
      ])
    let found = answer(#"{"traces":[{"traceID":"00000000000000000000000000000abc","spans":3},{"traceID":"1"}]}"#)
    #expect(try found.outlinedTraceIDs() == [TraceID(high: 0, low: 0xABC), TraceID(high: 0, low: 1)])
    #expect(throws: CommandFailure.self) { try answer(#"{"traces":[{"traceID":"x"}]}"#).outlinedTraceIDs() }
    #expect(throws: CommandFailure.self) { try answer(#"{"result":{}}"#).outlinedTraceIDs() }
  }
}
