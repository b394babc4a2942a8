import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import WebPage

@Suite("Link patterns")
struct LinkPatternTests {
  private func patterns(_ text: String) throws -> String {
    String(decoding: try LinkPatterns(file: Array(text.utf8)).json, as: UTF8.self)
  }

  private func reason(_ text: String) -> String {
    #expect(throws: LinkPatternsError.self, "\(text)") { try LinkPatterns(file: Array(text.utf8)) }?.reason ?? ""
  }

  @Test("Texts, names and formatters come apart, in a list as in Jaeger's configuration")
  func apart() throws {
    let list = ##"""
      [{"type": "tags", "key": ["order.id", "cart"], "text": "Order #{order.id}",
        "url": "https://shop.example/o/#{ order.id | pad_start 8 0 }?from=#{trace.startTime | add -5 | epoch_micros_to_date_iso}#x"},
       {"type": "traces", "url": "http://logs.example", "text": "Logs"}]
      """##
    let expected = ##"""
      {"patterns": [
        {"type": "tags", "keys": ["order.id", "cart"], "text": ["Order ", {"name": "order.id", "formatters": []}, ""],
         "url": ["https://shop.example/o/", {"name": "order.id", "formatters": [["pad", 8, "0"]]}, "?from=",
           {"name": "trace.startTime", "formatters": [["add", -5], ["date"]]}, "#x"]},
        {"type": "traces", "keys": [], "url": ["http://logs.example"], "text": ["Logs"]}]}
      """##
    let wanted = try JSONSerialization.jsonObject(with: Data(expected.utf8)) as? NSDictionary
    for file in [list, "{\"linkPatterns\": \(list), \"menu\": []}"] {
      let found = try JSONSerialization.jsonObject(with: Data(try patterns(file).utf8)) as? NSDictionary
      #expect(found == wanted)
    }
  }

  @Test(
    "A file that is wrong says where and why",
    arguments: [
      (#"{"url": "https://a/", "text": "t"}"#, "it has no 'type' (tags, process, logs, traces)"),
      (#"{"type": "span", "url": "https://a/", "text": "t"}"#, "the type 'span' is none of"),
      (#"{"type": "tags", "url": "https://a/", "text": "t"}"#, "needs a 'key'"),
      (#"{"type": "tags", "key": [""], "url": "https://a/", "text": "t"}"#, "needs a 'key'"),
      (#"{"type": "traces", "text": "t"}"#, "no 'url'"), (#"{"type": "traces", "url": "https://a/"}"#, "no 'text'"),
      (#"{"type": "traces", "url": "javascript:alert(1)", "text": "t"}"#, "http:// or https://"),
      (#"{"type": "traces", "url": "/search", "text": "t"}"#, "http:// or https://"),
      (##"{"type": "traces", "url": "#{traceID}", "text": "t"}"##, "http:// or https://"),
      (##"{"type": "traces", "url": "https://#{traceID}/", "text": "t"}"##, "written out"),
      (##"{"type": "traces", "url": "https://a#{traceID}", "text": "t"}"##, "written out"),
      (##"{"type": "traces", "url": "https://a.example:80#{traceID}.b/", "text": "t"}"##, "written out"),
      (##"{"type": "traces", "url": "https://good.example@evil.example/", "text": "t"}"##, "is no host"),
      (##"{"type": "traces", "url": "https://a/#{traceID", "text": "t"}"##, "has no '}'"),
      (##"{"type": "traces", "url": "https://a/#{}", "text": "t"}"##, "one name"),
      (##"{"type": "traces", "url": "https://a/#{a b}", "text": "t"}"##, "one name"),
      (##"{"type": "traces", "url": "https://a/#{a | upper}", "text": "t"}"##, "'upper' is none of"),
      (##"{"type": "traces", "url": "https://a/#{a | add x}", "text": "t"}"##, "whole number"),
      (##"{"type": "traces", "url": "https://a/#{a | pad_start 9000 0}", "text": "t"}"##, "at most 200"),
    ])
  func wrong(entry: String, expected: String) {
    let found = reason("[{\"type\": \"traces\", \"url\": \"https://a/\", \"text\": \"fine\"}, \(entry)]")
    #expect(found.hasPrefix("pattern 2: ") && found.contains(expected), "\(found)")
  }

  @Test("What is no list of patterns, or too long a one, is refused")
  func refused() {
    for text in ["", "7", "{}", "[7]", #"[{"type": 7}]"#] { #expect(reason(text).hasPrefix("it is no file of")) }
    #expect(reason(String(repeating: " ", count: WebPageLimits.linkPatternByteCount + 1)).contains("larger"))
    let one = #"{"type": "traces", "url": "https://a/", "text": "t"}"#
    let many = Array(repeating: one, count: WebPageLimits.linkPatternCount + 1).joined(separator: ",")
    #expect(reason("[\(many)]").contains("more than"))
  }

  @Test("The page is told the patterns, or that there are none")
  func told() async throws {
    let router = Router()
    WebPage.addLinkPatternRoute(to: router, patterns: .none)
    try await Application(router: router).test(.router) { client in
      try await client.execute(uri: "/api/skein/v1/link-patterns", method: .get) { response in
        #expect(response.headers[.contentType] == "application/json")
        #expect(String(buffer: response.body) == #"{"patterns":[]}"#)
      }
    }
  }
}
