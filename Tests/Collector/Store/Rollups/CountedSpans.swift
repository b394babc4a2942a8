import Rollups
import SegmentStore
import TelemetryStorage

extension SegmentStore {
  /// What the rollups of some minutes count there, added up.
  func counted(
    in minutes: ClosedRange<Minute> = 0...Minute.max, by resolution: RollupResolution = .minute
  ) throws -> (spans: UInt64, coverage: RollupCoverage) {
    var spans: UInt64 = 0
    let coverage = try rollups(in: minutes, by: resolution) { columns in
      let operations = columns.operations
      for identity in operations.identities.indices {
        spans += operations.series(
          of: identity, in: columns.resolution.start(of: minutes.lowerBound)...minutes.upperBound
        ).reduce(0) { $0 + operations.counts[$1] }
      }
      return .continue
    }
    return (spans, coverage)
  }

  func countedSpans(in minutes: ClosedRange<Minute> = 0...Minute.max) throws -> UInt64 {
    let (spans, coverage) = try counted(in: minutes)
    return coverage.damagedCount == 0 ? spans : .max
  }
}
