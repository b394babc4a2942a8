/// Bounds on what the page reads from disk.
package enum WebPageLimits {
  /// The longest dashboard that is read: fifty times those that Grafana's users share. Longer files are left out.
  package static let dashboardByteCount = 1 << 20

  /// The longest base path: longer than any that a proxy is given.
  package static let basePathByteCount = 200

  /// The longest file of link patterns, and how many it may have: more links than a page can show. The server does not
  /// start with more.
  package static let linkPatternByteCount = 1 << 18
  package static let linkPatternCount = 200

  /// The longest text that `pad_start` in a link pattern makes.
  package static let paddedCharacterCount = 200

  /// How many files of a folder are listed, the first by name.
  package static let dashboardCount = 200
}
