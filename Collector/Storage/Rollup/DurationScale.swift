import Foundation

/// The buckets of durations: base-2 exponential ones of scale 5, as in OpenTelemetry's data model of metrics.
///
/// Bucket `i` holds the durations above 2^(i/32) and up to 2^((i+1)/32) nanoseconds. Which bucket a duration belongs to
/// is decided on integers: no rounding of a logarithm moves one that lies at a boundary.
package enum DurationScale {
  /// How many buckets double the duration.
  package static let bucketsPerDoubling = 32
  /// 1 ns is the upper bound of bucket -1; the longest duration, 2^64 - 1 ns, lies in bucket 2047.
  package static let indexes = -1...2_047

  /// The bucket of a duration of at least 1 ns.
  @inline(__always)
  package static func index(of nanoseconds: UInt64) -> Int {
    precondition(nanoseconds > 0, "no bucket holds zero")
    let shift = nanoseconds.leadingZeroBitCount
    let scaled = nanoseconds << UInt64(shift)
    let (start, boundary) = cells[Int(truncatingIfNeeded: scaled >> 57 & 63)]
    return 32 &* (63 &- shift) &+ start &+ (scaled > boundary ? 1 : 0)
  }

  /// The shortest duration of a bucket: no shorter one belongs to it.
  package static func shortest(of index: Int) -> UInt64 {
    if index < 0 { return 1 }
    return (boundaries[index & 31] >> UInt64(63 - (index >> 5))) + 1
  }

  /// The duration, in nanoseconds, that is at most 1.1 % away from everything in the bucket: the harmonic mean of its
  /// bounds, relative error (base - 1) / (base + 1) with base 2^(1/32).
  package static func estimate(of index: Int) -> Double {
    let lower = exp2(Double(index) / 32)
    let base = exp2(1.0 / 32)
    return 2 * lower * base / (1 + base)
  }

  /// Where the buckets of one doubling begin, as multiples of 2^-63: 2^(k/32), rounded down, for k = 0...31.
  ///
  /// All but the first are irrational, so "above the rounded number" is "above the boundary".
  package static let boundaries: [UInt64] = [
    0x8000_0000_0000_0000,
    0x82CD_8698_AC2B_A1D7, 0x85AA_C367_CC48_7B14, 0x8898_0E80_92DA_8527, 0x8B95_C1E3_EA8B_D6E6,
    0x8EA4_398B_45CD_53C0, 0x91C3_D373_AB11_C336, 0x94F4_EFA8_FEF7_0961, 0x9837_F051_8DB8_A96F,
    0x9B8D_39B9_D54E_5538, 0x9EF5_3260_91A1_11AD, 0xA270_4303_0C49_6818, 0xA5FE_D6A9_B151_38EA,
    0xA9A1_5AB4_EA7C_0EF8, 0xAD58_3EEA_42A1_4AC6, 0xB123_F581_D2AC_258F, 0xB504_F333_F9DE_6484,
    0xB8FB_AF47_62FB_9EE9, 0xBD08_A39F_580C_36BE, 0xC12C_4CCA_6670_9456, 0xC567_2A11_5506_DADD,
    0xC9B9_BD86_6E2F_27A2, 0xCE24_8C15_1F84_80E3, 0xD2A8_1D91_F12A_E45A, 0xD744_FCCA_D69D_6AF4,
    0xDBFB_B797_DAF2_3755, 0xE0CC_DEEC_2A94_E111, 0xE5B9_06E7_7C83_48A8, 0xEAC0_C6E7_DD24_392E,
    0xEFE4_B99B_DCDA_F5CB, 0xF525_7D15_2486_CC2C, 0xFA83_B2DB_722A_033A,
  ]

  /// For each 64th of a doubling: the bucket before the one boundary that may lie in it, and that boundary.
  private static let cells: [(start: Int, boundary: UInt64)] = (0..<64).map { cell in
    let bottom = UInt64(cell + 64) << 57
    let below = boundaries.count { $0 < bottom }
    return (below - 1, below < boundaries.count ? boundaries[below] : .max)
  }
}
