import TelemetryModel
import Testing

struct AttributeTextTests {
  @Test(
    arguments: [
      (72.5, "72.5"), (1, "1"), (-0.0, "-0"), (0, "0"), (100, "100"), (1e20, "100000000000000000000"), (1e21, "1e+21"),
      (1.5e300, "1.5e+300"), (0.000001, "0.000001"), (0.00000123, "0.00000123"), (1e-7, "1e-7"), (-2.5e-10, "-2.5e-10"),
      (123_456_789.125, "123456789.125"), (0.1, "0.1"), (1e16, "10000000000000000"), (.leastNonzeroMagnitude, "5e-324"),
      (1.7976931348623157e308, "1.7976931348623157e+308"), (.infinity, "Infinity"), (-.infinity, "-Infinity"),
      (.nan, "NaN"), (9_007_199_254_740_992, "9007199254740992"), (0.05, "0.05"),
    ])
  func `doubles are written in the shortest form, as JavaScript does`(number: Double, text: String) {
    #expect(AttributeText.text(.double(number)) == text)
  }

  @Test func `scalars have their plain text`() {
    #expect(AttributeText.text(.string("a\"b")) == "a\"b")
    #expect(AttributeText.text(.bool(true)) == "true")
    #expect(AttributeText.text(.int(.min)) == "-9223372036854775808")
    #expect(AttributeText.text(.empty) == "")
  }

  @Test(arguments: zip(["", "f", "fo", "foo", "foob"], ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]))
  func `bytes are base64`(bytes: String, text: String) {
    #expect(AttributeText.text(.bytes(Array(bytes.utf8))) == text)
  }

  @Test func `composites are compact JSON with sorted keys, the last of equal keys, and Go's escapes`() {
    let value = AttributeValue.keyValueList([
      Attribute("z", .array([.int(1), .double(2.5), .double(.nan), .empty, .bool(false)])),
      Attribute("a", .string("<\"\\\n\u{1}\u{2028}é>")), Attribute("b", .int(0)), Attribute("b", .bytes([255])),
      Attribute("c", .keyValueList([])), Attribute("d", .array([])),
    ])
    let json = #"{"a":"\u003c\"\\\n\u0001\u2028é\u003e","b":"/w==","c":{},"d":[],"z":[1,2.5,"NaN",null,false]}"#
    #expect(AttributeText.text(value) == json)
  }
}
