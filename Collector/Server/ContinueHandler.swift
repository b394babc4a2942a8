import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Tells clients that ask first to send their body: `Expect: 100-continue` (RFC 9110, section 10.1.1).
///
/// Such clients wait for the interim answer, curl for a second. With several requests on their way, the interim answer
/// of one waits until the answers to those before it are written.
final class ContinueHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// For each request that is not answered yet, whether its client still waits; the oldest comes first.
  private var isWaiting: [Bool] = []

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      isWaiting.append(head.headerFields[.expect]?.lowercased() == "100-continue")
      continueFirst(context)
    case .body:
      // The client has not waited after all.
      if !isWaiting.isEmpty { isWaiting[isWaiting.count - 1] = false }
    case .end: break
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let part = unwrapOutboundIn(data)
    if case .head = part, !isWaiting.isEmpty { isWaiting[0] = false }
    context.write(data, promise: promise)
    if case .end = part, !isWaiting.isEmpty {
      isWaiting.removeFirst()
      continueFirst(context)
    }
  }

  private func continueFirst(_ context: ChannelHandlerContext) {
    guard isWaiting.first == true else { return }
    isWaiting[0] = false
    context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
  }
}
