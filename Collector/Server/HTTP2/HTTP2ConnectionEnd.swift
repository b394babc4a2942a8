internal import NIOCore

/// Ends a connection whose client breaks the protocol, floods it, falls silent, or does not let it end.
///
/// NIO tells the client that the connection ends (GOAWAY) and leaves it open until the client agrees; a client that
/// never does would keep its place for ever, and a server from stopping.
final class HTTP2ConnectionEnd: ChannelInboundHandler {
  typealias InboundIn = NIOAny

  private let closingTimeout: TimeAmount
  private var deadline: Scheduled<Void>?

  init(_ limits: HTTPServiceLimits) { closingTimeout = limits.closingTimeout.timeAmount }

  func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is ChannelShouldQuiesceEvent where deadline == nil:
      let channel = context.channel
      deadline = context.eventLoop.scheduleTask(in: closingTimeout) { channel.close(promise: nil) }
    case IdleStateHandler.IdleStateEvent.read: context.close(promise: nil)
    default: break
    }
    context.fireUserInboundEventTriggered(event)
  }
}
