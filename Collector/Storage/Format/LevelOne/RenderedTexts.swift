import TelemetryModel

/// Renders templated texts into a batch, each once as long as the same one is asked for again and again.
struct RenderedTexts {
  /// The slot tokens of the text that is asked for; filled by the caller.
  var slots: [UInt64] = []

  private var latestSlots: [[UInt64]]
  private var latestCodes: [StringCode]
  private var buffer: [UInt8] = []

  /// - Parameter cacheCount: how many texts are remembered, one per key and template.
  init(cacheCount: Int) {
    latestSlots = Array(repeating: [], count: cacheCount)
    latestCodes = Array(repeating: 0, count: cacheCount)
  }

  mutating func code(
    _ template: borrowing TextTemplate, cache: Int, wide: borrowing [UInt128], _ strings: inout StringTable
  ) -> StringCode {
    if latestSlots[cache] == slots { return latestCodes[cache] }
    buffer.removeAll(keepingCapacity: true)
    template.render(slots[...], wide: wide, into: &buffer)
    let code = strings.intern(buffer.span.bytes)
    latestSlots[cache].removeAll(keepingCapacity: true)
    latestSlots[cache].append(contentsOf: slots)
    latestCodes[cache] = code
    return code
  }
}
