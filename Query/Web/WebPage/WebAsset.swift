import BoundedZlib
import CWebAssets

/// One file of the web page, ready to be served.
package struct WebAsset: Sendable {
  /// The path below `Query/Web/Assets`, such as `core/dom.js`.
  package let path: String
  /// The content as it is served: see `trimmed`.
  package let bytes: [UInt8]
  package let gzipped: [UInt8]
  package let mediaType: String
  /// A strong entity tag without its quotes: the content in 64 bits.
  package let tag: String

  init(path: String, bytes: [UInt8], deflater: inout Deflater) {
    self.path = path
    self.bytes = bytes
    var gzipped: [UInt8] = []
    deflater.deflate(bytes.span.bytes, into: &gzipped)
    self.gzipped = gzipped
    mediaType = Self.mediaType(of: path)
    tag = String(Self.hash(bytes), radix: 16)
  }

  /// All files that are part of this binary, by path.
  package static let all: [String: WebAsset] = {
    var deflater = Deflater(.gzip, level: 9)
    var assets: [String: WebAsset] = [:]
    // SAFETY: the table is constant, as long as it says, and each entry says how long its own bytes are.
    for asset in UnsafeBufferPointer(start: skein_web_assets(), count: skein_web_asset_count()) {
      let path = String(cString: asset.path)
      let bytes = trimmed(Array(UnsafeBufferPointer(start: asset.bytes, count: asset.byte_count)), path: path)
      assets[path] = WebAsset(path: path, bytes: bytes, deflater: &deflater)
    }
    return assets
  }()

  private static func mediaType(of path: String) -> String {
    switch path.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "svg": "image/svg+xml"
    default: "application/octet-stream"
    }
  }

  /// FNV-1a, which is the same in every process: a browser's copy outlives a restart.
  private static func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { hash, byte in (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
  }
}
