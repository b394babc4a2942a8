package import TelemetryModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The two clocks of a store; tests bring their own.
package struct StoreClock: Sendable {
  /// The time of day. It may jump, forwards and back.
  package var now: @Sendable () -> Timestamp
  /// The time since some moment in the past, in nanoseconds. It runs on while the machine sleeps, and never jumps.
  package var uptimeNanoseconds: @Sendable () -> UInt64

  package init(now: @escaping @Sendable () -> Timestamp, uptimeNanoseconds: @escaping @Sendable () -> UInt64) {
    self.now = now
    self.uptimeNanoseconds = uptimeNanoseconds
  }

  #if os(Linux)
    private static let uptimeClock = CLOCK_BOOTTIME
  #else
    private static let uptimeClock = CLOCK_MONOTONIC
  #endif

  package static let system = StoreClock(
    now: { .now }, uptimeNanoseconds: { read(uptimeClock) })

  /// CPU time that the calling thread has used, in nanoseconds.
  static func threadNanoseconds() -> UInt64 { read(CLOCK_THREAD_CPUTIME_ID) }

  private static func read(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(max(0, time.tv_sec)) &* 1_000_000_000 &+ UInt64(max(0, time.tv_nsec))
  }
}
