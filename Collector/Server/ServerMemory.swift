internal import CMalloc
internal import Glibc

/// How the memory of a server process is managed.
package enum ServerMemory {
  /// Makes large arrays go back to the system as soon as they are free; call once, at the start of a server.
  ///
  /// glibc raises its threshold for mapped blocks to the largest one that was ever freed, up to 32 MiB. From then on
  /// bodies, rows and commits of a storm lie between small blocks in the heaps of every thread, which can be given back
  /// only from their ends: what a server held was twice what it used. A threshold that is set stays where it is. Arrays
  /// below it are all that ordinary traffic has. What the environment says (`MALLOC_MMAP_THRESHOLD_`) goes before.
  package static func giveLargeBlocksBack() {
    guard getenv("MALLOC_MMAP_THRESHOLD_") == nil else { return }
    mallopt(M_MMAP_THRESHOLD, Int32(ServerMemoryLimits.mappedBlockByteCount))
    mallopt(M_TRIM_THRESHOLD, Int32(ServerMemoryLimits.keptHeapByteCount))
  }
}

private enum ServerMemoryLimits {
  /// Blocks from here on are mapped, each on its own. 1 MiB: a request of 512 spans has none.
  static let mappedBlockByteCount = 1 << 20

  /// Free bytes at the end of each heap that are kept for what comes next. 4 MiB: glibc has eight heaps a core.
  static let keptHeapByteCount = 4 << 20
}
