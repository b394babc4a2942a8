/// A series that belongs to a cell; read a second time for its histogram and exemplars.
struct SeriesReference: BitwiseCopyable {
  let cell: UInt32
  let rollup: UInt32
  let series: UInt32
}

/// Series in the order of their cells.
struct SeriesByCell {
  private let ordered: [SeriesReference]
  /// Where the series of each cell begin, and where those of the last one end.
  private let bounds: [Int]

  init(_ references: [SeriesReference], cellCount: Int) {
    var bounds = [Int](repeating: 0, count: cellCount + 1)
    for reference in references { bounds[Int(reference.cell) + 1] += 1 }
    for cell in 0..<cellCount { bounds[cell + 1] += bounds[cell] }
    var next = bounds
    var ordered = references
    for reference in references {
      ordered[next[Int(reference.cell)]] = reference
      next[Int(reference.cell)] += 1
    }
    self.ordered = ordered
    self.bounds = bounds
  }

  subscript(cell: Int) -> ArraySlice<SeriesReference> { ordered[bounds[cell]..<bounds[cell + 1]] }
}
