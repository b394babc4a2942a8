/// Texts such as an attacker would put into a span.
enum HostileText {
  private static let pieces = [
    "\u{1B}]0;title\u{07}", "\u{1B}[2J", "\u{1B}[1;31m", "\u{9B}31m", "\u{90}q\u{9C}", "\u{1B}P", "\u{1B}_G\u{1B}\\",
    "\u{8}\u{8}",
    "\r\n", "\u{202E}", "\u{2066}", "\u{2069}", "\u{200F}", "\u{200B}", "\u{200D}", "\u{FEFF}", "\u{E0001}",
    "\u{E0041}",
    "\u{0301}\u{0301}\u{0301}\u{0301}\u{0301}\u{0301}", "\u{115F}", "\u{E000}", "\u{10FFFF}", "\u{FFF9}", "\0", "name",
    " ", "日本", "🚀",
    "👍🏽", "🇩🇪", "ก็็็็็็็", "\\x1b", "\u{85}", "\u{AD}", "\u{180E}", "\u{061C}",
  ]

  static func make(using generator: inout some RandomNumberGenerator) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 1...12, using: &generator) {
      if Bool.random(using: &generator) {
        text += pieces[Int.random(in: 0..<pieces.count, using: &generator)]
      } else if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &generator)) {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
