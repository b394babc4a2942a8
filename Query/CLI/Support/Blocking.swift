import NIOPosix

/// Runs work that blocks or computes for long on a thread that is made for it, off the cooperative pool.
func blocking<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
  try await NIOThreadPool.singleton.runIfActive(work)
}
