import TelemetryStorage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The right to write a store file: held by one store of one process at a time.
///
/// An advisory lock on the file `PATH.lock`, which the kernel releases when the process ends, however it ends. A file
/// of its own, because closing any handle of the database file would drop the locks that SQLite holds on it. It holds
/// the writer's process ID, for messages, and is left in place: removing it would let two writers lock two files.
final class WriterLock: Sendable {
  private let descriptor: Int32

  init(for path: String) throws(StoreError) {
    let lockPath = path + ".lock"
    let opened = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard opened >= 0 else {
      let code: StoreError.Code = errno == ENOSPC || errno == EDQUOT ? .full : .unavailable
      throw StoreError(code, "cannot open \(lockPath): \(String(cString: strerror(errno)))")
    }
    guard Self.take(opened) else {
      let holder = Self.holder(opened).map { "process \($0)" } ?? "another process"
      close(opened)
      throw StoreError(
        .unavailable,
        "\(path) is being written by \(holder); `skein query` reads it beside that, or choose another file with --db")
    }
    // Only for the message above; the lock is held whether this succeeds or not.
    if ftruncate(opened, 0) == 0 {
      let text = Array("\(getpid())\n".utf8)
      _ = pwrite(opened, text, text.count, 0)
    }
    descriptor = opened
  }

  deinit { close(descriptor) }

  /// Tries for a while: a process that is being started holds copies of its parent's files until it runs its own
  /// program, and so, for a moment, the lock of a store that its parent has just closed.
  private static func take(_ descriptor: Int32) -> Bool {
    for _ in 0..<attemptCount {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      usleep(attemptIntervalMicroseconds)
    }
    return false
  }

  /// Half a second in all.
  private static let attemptCount = 50
  private static let attemptIntervalMicroseconds: UInt32 = 10_000

  private static func holder(_ descriptor: Int32) -> Int32? {
    var text = [UInt8](repeating: 0, count: 12)
    let count = pread(descriptor, &text, text.count, 0)
    guard count > 0 else { return nil }
    let digits = text.prefix(count).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return Int32(String(decoding: digits, as: UTF8.self))
  }
}
