import Glibc

/// What the operating system says that a process used (getrusage(2)).
struct ProcessUsage: Sendable {
  var userSeconds = 0.0
  var systemSeconds = 0.0
  var peakMemoryByteCount = 0

  var cpuSeconds: Double { userSeconds + systemSeconds }

  /// CPU of all child processes that have ended and were waited for.
  static func ofEndedChildren() -> ProcessUsage { of(__rusage_who_t(RUSAGE_CHILDREN.rawValue)) }

  /// CPU of this process, all its threads included.
  static func ofThisProcess() -> ProcessUsage { of(__rusage_who_t(RUSAGE_SELF.rawValue)) }

  /// The CPU used since an earlier look.
  static func - (later: ProcessUsage, earlier: ProcessUsage) -> ProcessUsage {
    ProcessUsage(
      userSeconds: later.userSeconds - earlier.userSeconds, systemSeconds: later.systemSeconds - earlier.systemSeconds,
      peakMemoryByteCount: later.peakMemoryByteCount)
  }

  private static func of(_ whose: __rusage_who_t) -> ProcessUsage {
    var figures = rusage()
    getrusage(whose, &figures)
    return ProcessUsage(userSeconds: seconds(figures.ru_utime), systemSeconds: seconds(figures.ru_stime))
  }

  private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}
