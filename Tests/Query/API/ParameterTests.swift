import QueryAPI
import TelemetryModel
import Testing

struct ParameterTests {
  @Test func `base64 IDs of eight bytes fill the low half`() {
    #expect(TraceID(parameter: "AAAAAAAACrw=") == TraceID(high: 0, low: 0xABC))
    #expect(TraceID(parameter: "_-_-_-_-_-8")?.low == TraceID(parameter: "/+/+/+/+/+8=")?.low)
    #expect(TraceID(parameter: "QQQQQQQQQQQQQQ") == nil)
    #expect(TraceID(parameter: "") == nil)
  }
}
