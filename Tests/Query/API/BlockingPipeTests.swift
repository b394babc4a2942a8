import NIOCore
import NIOPosix
import QueryAPI
import QueryEngine
import Synchronization
import Testing

struct BlockingPipeTests {
  @Test func `everything sent arrives in order, and the sender is never far ahead`() async throws {
    let pipe = BlockingPipe(capacity: 2, stallTimeout: .seconds(30))
    let sent = Mutex(0)
    async let sending: Void = NIOThreadPool.singleton.runIfActive {
      for number in 0..<200 {
        try pipe.send(ByteBuffer(integer: number))
        sent.withLock { $0 += 1 }
      }
      pipe.finish()
    }
    var received: [Int] = []
    try await pipe.drain { buffer in
      #expect(sent.withLock { $0 } <= received.count + 3)
      received.append(try #require(buffer.getInteger(at: 0)))
    }
    try await sending
    #expect(received == Array(0..<200))
  }

  @Test func `a sender whose reader does not read gives up`() throws {
    let pipe = BlockingPipe(capacity: 1, stallTimeout: .milliseconds(20))
    try pipe.send(ByteBuffer())
    let error = #expect(throws: QueryError.self) { try pipe.send(ByteBuffer()) }
    #expect(error?.code == .cancelled)
  }

  @Test func `a sender that waits is woken when its reader goes away`() async throws {
    let pipe = BlockingPipe(capacity: 1, stallTimeout: .seconds(600))
    async let failure = NIOThreadPool.singleton.runIfActive { () -> QueryError.Code? in
      do throws(QueryError) {
        while true { try pipe.send(ByteBuffer()) }
      } catch {
        return error.code
      }
    }
    await #expect(throws: CancellationError.self) {
      try await pipe.drain { _ in throw CancellationError() }
    }
    pipe.close()
    #expect(try await failure == .cancelled)
  }

  @Test func `a failure of the sender reaches the reader after what was sent`() async throws {
    let pipe = BlockingPipe(capacity: 2, stallTimeout: .seconds(1))
    try pipe.send(ByteBuffer(string: "x"))
    pipe.finish(QueryError(.storage, "disk gone"))
    var count = 0
    let error = await #expect(throws: QueryError.self) {
      try await pipe.drain { _ in count += 1 }
    }
    #expect(count == 1)
    #expect(error?.message == "disk gone")
  }
}
