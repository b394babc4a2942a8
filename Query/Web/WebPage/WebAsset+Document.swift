import BoundedZlib

extension WebAsset {
  /// The document of a view: it names all that the view needs, so that a browser asks for all of it at once.
  ///
  /// The style sheets have become one, `styleSheet`. Every file more is a request more, and the first picture waits for
  /// each of them.
  static func document(of view: String, below basePath: BasePath) -> WebAsset? {
    guard let asset = all["index.html"] else { return nil }
    let script = "<script src=\"/assets/main.js\""
    var links = modules.modules(of: view).map { "<link rel=\"modulepreload\" href=\"/assets/\($0)\">\n    " }
    if let first = modules.first(of: view) {
      links.append("<script src=\"/assets/\(first)\" type=\"module\" async></script>\n    ")
    }
    var styles = ["<link rel=\"stylesheet\" href=\"/assets/\(styleSheet.path)\">\n    "]
    let text = String(decoding: asset.bytes, as: UTF8.self)
      .replacing(styleSheetLink) { _ in styles.popLast() ?? "" }
      .replacing(script, with: links.joined() + script)
      .replacing("=\"/", with: "=\"\(basePath.path)/")
    var deflater = Deflater(.gzip, level: 9)
    return WebAsset(path: asset.path, bytes: Array(text.utf8), deflater: &deflater)
  }

  /// Everything below `/assets`: the files, and what has been joined of them.
  package static let served: [String: WebAsset] = {
    var deflater = Deflater(.gzip, level: 9)
    var assets = all
    for (path, text) in ModuleJoiner(all).joined() where all[path].map({ $0.bytes != Array(text.utf8) }) ?? true {
      assets[path] = WebAsset(path: path, bytes: Array(text.utf8), deflater: &deflater)
    }
    assets[styleSheet.path] = styleSheet
    return assets
  }()

  /// All style sheets that `index.html` names, in its order.
  static let styleSheet: WebAsset = {
    let document = String(decoding: all["index.html"]?.bytes ?? [], as: UTF8.self)
    let bytes = document.matches(of: styleSheetLink).flatMap { all[String($0.path)]?.bytes ?? [] }
    var deflater = Deflater(.gzip, level: 9)
    return WebAsset(path: "style.css", bytes: bytes, deflater: &deflater)
  }()

  private static var styleSheetLink: Regex<(Substring, path: Substring)> {
    #/<link rel="stylesheet" href="/assets/(?<path>style/[^"]+)">\n */#
  }

  private static let modules = ModuleGraph(served)
}
