import Glibc
import OTLPFormat
import TelemetryModel

/// Decoding alone, in this process, on one thread.
enum BenchDecode {
  struct Figures {
    var spansPerCPUSecond = 0.0
  }

  /// Decodes the corpus until a CPU-second is used, and at least once.
  static func run(_ corpus: BenchCorpus) throws -> Figures {
    var spanCount = 0
    var used = 0.0
    repeat {
      try corpus.forEachMessage { message in
        let start = threadSeconds()
        spanCount += try OTLPProtobuf.decodeTraces(message).batch.count
        used += threadSeconds() - start
      }
    } while used < 1
    return Figures(spansPerCPUSecond: Double(spanCount) / used)
  }

  private static func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
