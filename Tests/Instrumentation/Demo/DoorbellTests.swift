import DemoShop
import Testing

@Suite("Doorbell")
struct DoorbellTests {
  @Test("A ring wakes all who wait")
  func wakes() async {
    let bell = Doorbell()
    let count = bell.ringCount
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<20 { group.addTask { await bell.wait(after: count, atMost: .seconds(600)) } }
      bell.ring()
    }
    #expect(bell.ringCount == count + 1)
  }

  @Test("Who comes after the ring does not wait for another")
  func doesNotMiss() async {
    let bell = Doorbell()
    let count = bell.ringCount
    bell.ring()
    await bell.wait(after: count, atMost: .seconds(600))
  }

  @Test("A wait ends with its limit, and with its task")
  func ends() async {
    let bell = Doorbell()
    await bell.wait(after: bell.ringCount, atMost: .milliseconds(1))
    let waiting = Task { await bell.wait(after: bell.ringCount, atMost: .seconds(600)) }
    waiting.cancel()
    await waiting.value
  }
}
