/// Gives every service a colour: the same one in every run and every trace.
package enum ServicePalette {
  /// Colours that can be read on black and on white, red left out: it means failure.
  private static let colours: [UInt8] = [
    33, 35, 37, 38, 61, 64, 67, 69, 71, 73, 75, 97, 99, 103, 105, 108, 109, 111, 133, 136, 137, 139, 141, 143, 167, 168,
    169, 172, 173, 175, 178, 179,
  ]

  /// The style of a service's name and bars.
  package static func style(ofService name: String) -> Style {
    // FNV-1a, because the standard library's hash differs from run to run.
    var hash: UInt32 = 2_166_136_261
    for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return Style(colour: colours[Int(hash >> 8) % colours.count])
  }
}
