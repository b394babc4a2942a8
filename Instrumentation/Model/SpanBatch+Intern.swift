extension SpanBatch {
  /// The index of rare fields; 0 when nothing is set.
  package mutating func intern(_ entry: SpanDetails) -> UInt32 {
    if entry.isEmpty { return 0 }
    while detailIndex.count < details.count { detailIndex.add(hash(details[detailIndex.count])) }
    let hash = hash(entry)
    var search = detailIndex.search(for: hash)
    while let index = detailIndex.next(&search) {
      if details[index] == entry { return UInt32(index) }
    }
    details.append(entry)
    detailIndex.add(hash)
    return UInt32(details.count - 1)
  }

  private func hash(_ entry: SpanDetails) -> UInt64 {
    var hash = WordHash()
    hash.combine(UInt64(entry.statusMessage) << 32 | UInt64(entry.traceState))
    hash.combine(UInt64(entry.droppedAttributesCount) << 32 | UInt64(entry.droppedEventsCount))
    hash.combine(UInt64(entry.droppedLinksCount))
    return hash.value
  }
}
