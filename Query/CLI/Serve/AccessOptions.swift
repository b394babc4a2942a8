import ArgumentParser
import HTTPService

/// Which browsers may ask, and from which pages.
struct AccessOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Further names of this server, separated by commas, such as skein.example.com; * allows all.",
      discussion: """
        Addresses, localhost and names without a dot are always allowed. Other names are refused, for web pages could \
        reach this server through a name of their own (DNS rebinding).
        """,
      valueName: "names"))
  var allowedHosts = ""

  @Option(
    help: ArgumentHelp(
      "Origins of web pages that may send telemetry from browsers, separated by commas.",
      discussion: "Such as https://shop.example.com. Programs that are no browsers need none.",
      valueName: "origins"))
  var allowedOrigins = ""

  var rules: RequestGuard {
    RequestGuard(allowedHosts: Self.list(allowedHosts), allowedOrigins: Self.list(allowedOrigins))
  }

  private static func list(_ text: String) -> [String] {
    text.split(separator: ",").map { String($0.drop(while: \.isWhitespace)) }
  }
}
