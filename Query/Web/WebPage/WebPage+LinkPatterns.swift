package import Hummingbird

extension WebPage {
  /// Adds the patterns by which the page makes links to other systems.
  package static func addLinkPatternRoute<Context: RequestContext>(
    to router: Router<Context>, patterns: LinkPatterns
  ) {
    router.get("/api/skein/v1/link-patterns") { _, _ in json(patterns.json) }
  }
}
