import CorpusGenerator
import Testing

@Suite("The schedule of a load")
struct LoadScheduleTests {
  private func schedule(rowCounts: [Int] = [10, 10], _ change: (inout LoadSchedule.Plan) -> Void) -> LoadSchedule {
    var plan = LoadSchedule.Plan()
    change(&plan)
    return LoadSchedule(plan, rowCounts: rowCounts)
  }

  @Test("fixes every request's moment beforehand, however late the sender is")
  func openLoop() throws {
    var schedule = schedule {
      $0.rowsPerSecond = 100
      $0.duration = .seconds(1)
    }
    var intended: [Duration] = []
    // The sender comes half a second late, and then at once.
    while let request = schedule.next(now: .milliseconds(500)) { intended.append(request.intended) }
    #expect(intended == (0..<10).map { .milliseconds(100 * $0) })
    #expect(schedule.offeredRowCount(now: .seconds(5)) == 100)
  }

  @Test("begins nothing new after its duration; what was not sent counts as offered")
  func duration() {
    var schedule = schedule {
      $0.rowsPerSecond = 1_000
      $0.duration = .seconds(1)
    }
    let (timely, late) = (schedule.next(now: .zero), schedule.next(now: .seconds(2)))
    #expect(timely != nil && late == nil)
    #expect(schedule.offeredRowCount(now: .seconds(2)) == 1_000)
  }

  @Test("goes through the requests round after round until the rows are enough")
  func rows() {
    var schedule = schedule { $0.rowCount = 45 }
    var places: [[Int]] = []
    while let request = schedule.next(now: .zero) { places.append([request.round, request.template]) }
    #expect(places == [[0, 0], [0, 1], [1, 0], [1, 1], [2, 0]])
    #expect(schedule.roundStarts.count == 3)
    #expect(schedule.offeredRowCount(now: .zero) == 50)
  }

  @Test("ends after the rounds it is given")
  func rounds() {
    var schedule = schedule { $0.roundCount = 2 }
    var count = 0
    while schedule.next(now: .zero) != nil { count += 1 }
    #expect(count == 4)
  }

  @Test("sends again what is due before anything new, in the order of the moments")
  func retries() throws {
    var schedule = schedule { $0.rowCount = 1_000 }
    let requests = (0..<4).compactMap { _ in schedule.next(now: .zero) }
    for (request, delay) in zip(requests, [400, 100, 300, 200]) {
      schedule.retry(request, at: .milliseconds(delay))
    }
    let again = (0..<4).compactMap { _ in schedule.next(now: .milliseconds(350)) }
    #expect(again.map(\.due) == [100, 200, 300, 350].map { .milliseconds($0) })
    #expect(again.map(\.attempt) == [2, 2, 2, 1])
    #expect(again[0].intended == .zero)
  }

  @Test("begins nothing new while too many requests wait")
  func waitingLimit() throws {
    var schedule = schedule {
      $0.rowCount = 1_000
      $0.waitingLimit = 2
    }
    for request in [schedule.next(now: .zero), schedule.next(now: .zero)] {
      schedule.retry(try #require(request), at: .seconds(1))
    }
    // Both wait: the next free connection waits for the first of them.
    let requests = [schedule.next(now: .zero), schedule.next(now: .zero)]
    #expect(requests.map { $0?.attempt } == [2, 1])
  }

  @Test("waits for what is to be sent again when nothing new is left")
  func lastRetries() throws {
    var schedule = schedule { $0.rowCount = 10 }
    let (first, second) = (schedule.next(now: .zero), schedule.next(now: .zero))
    #expect(second == nil)
    schedule.retry(try #require(first), at: .seconds(3))
    let again = schedule.next(now: .zero)
    #expect(again?.due == .seconds(3))
  }

  @Test("sends nothing more once it is stopped, and says what was waiting")
  func stop() throws {
    var schedule = schedule { $0.rowCount = 1_000 }
    let first = schedule.next(now: .zero)
    schedule.retry(try #require(first), at: .seconds(1))
    let waiting = schedule.stop()
    #expect(waiting.count == 1)
    let next = schedule.next(now: .seconds(2))
    #expect(next == nil)
  }

  @Test("survives rates and counts beyond all measure")
  func extremes() {
    var schedule = schedule {
      $0.rowsPerSecond = 1e300
      $0.rowCount = .max
      $0.roundCount = .max
      $0.duration = .seconds(1 << 40)
    }
    let first = schedule.next(now: .zero)
    #expect(first?.intended == .zero)
    #expect(schedule.offeredRowCount(now: .seconds(1 << 40)) > 0)
    #expect(schedule.progress(now: .seconds(1)) <= 1)
  }
}
