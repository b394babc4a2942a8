import Glibc

/// What the operating system says that a process or thread used (getrusage(2)).
struct ProcessUsage {
  var userSeconds = 0.0
  var systemSeconds = 0.0
  var peakMemoryByteCount = 0

  var cpuSeconds: Double { userSeconds + systemSeconds }

  /// CPU of all child processes that have ended and were waited for.
  static func ofEndedChildren() -> ProcessUsage {
    var figures = rusage()
    getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &figures)
    return ProcessUsage(userSeconds: seconds(figures.ru_utime), systemSeconds: seconds(figures.ru_stime))
  }

  private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}
