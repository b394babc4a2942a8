import HTTPTypes
import NIOCore
import OTLPReceiver
import Testing

@Suite struct GRPCTests {
  @Test func aMessageComesBackOutOfItsFrame() throws {
    let framed = GRPCFrame.framing([1, 2, 3])
    #expect(Array(framed.readableBytesView) == [0, 0, 0, 0, 3, 1, 2, 3])
    let frame = try GRPCFrame(of: framed)
    #expect(!frame.isCompressed)
    #expect(Array(frame.message.readableBytesView) == [1, 2, 3])
    #expect(try GRPCFrame(of: GRPCFrame.framing([])).message.readableBytes == 0)
  }

  @Test func theFirstByteSaysWhetherAMessageIsCompressed() throws {
    #expect(try GRPCFrame(of: ByteBuffer(bytes: [1, 0, 0, 0, 1, 9])).isCompressed)
  }

  @Test(
    arguments: [
      [], [0], [0, 0, 0, 0], [2, 0, 0, 0, 0], [0, 0, 0, 0, 2, 1], [0, 0, 0, 0, 1, 1, 1], [0, 255, 255, 255, 255],
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ] as [[UInt8]])
  func whatIsNotOneMessageIsRefused(body: [UInt8]) {
    #expect(throws: GRPCFrame.Failure.self) { try GRPCFrame(of: ByteBuffer(bytes: body)) }
  }

  @Test func aStatusMessageIsPercentEncoded() {
    #expect(GRPCStatus.percentEncoded("50% of\nGrüße") == "50%25 of%0AGr%C3%BC%C3%9Fe")
  }

  @Test func onlyASenderWhoMayTryAgainIsToldWhen() throws {
    let name = try #require(HTTPField.Name("grpc-status-details-bin"))
    #expect(GRPCStatus(code: 8, message: "too large").trailers[name] == nil)
    // Written by Python's googleapis-common-protos: Status(14, "busy", [RetryInfo(1 s)]).
    let details = "CA4SBGJ1c3kaMAoodHlwZS5nb29nbGVhcGlzLmNvbS9nb29nbGUucnBjLlJldHJ5SW5mbxIECgIIAQ=="
    #expect(GRPCStatus(code: 14, message: "busy", retryAfterSeconds: 1).trailers[name] == details)
  }
}
