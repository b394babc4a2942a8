#if SKEIN_THREAD_SANITIZER
  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #else
    import Darwin
  #endif

  /// A lock that ThreadSanitizer understands, in place of the standard library's.
  ///
  /// It does not see into that one's slow path, and so takes each contended access under it for a race, in any program.
  /// For `make test-tsan` alone.
  struct Mutex<Value>: @unchecked Sendable {
    private final class Storage {
      var value: Value
      // SAFETY: made and destroyed with its owner, and never moved.
      let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

      init(_ value: consuming sending Value) {
        self.value = value
        lock.initialize(to: pthread_mutex_t())
        pthread_mutex_init(lock, nil)
      }

      deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
      }
    }

    private let storage: Storage

    init(_ value: consuming sending Value) { storage = Storage(value) }

    func withLock<Result, Failure: Error>(
      _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> sending Result {
      pthread_mutex_lock(storage.lock)
      defer { pthread_mutex_unlock(storage.lock) }
      // SAFETY: the standard library promises the same: what leaves the lock is no longer part of the value.
      nonisolated(unsafe) let result = try body(&storage.value)
      return result
    }
  }
#endif
