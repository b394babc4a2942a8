extension Sampler {
  /// The sampler that `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` name, or `nil`.
  init?(environmentName name: String, argument: String?) {
    let ratio = argument.flatMap { Double($0) }.flatMap { (0...1).contains($0) ? $0 : nil } ?? 1
    switch name {
    case "always_on": self = .alwaysOn
    case "always_off": self = .alwaysOff
    case "traceidratio": self = .traceIDRatio(ratio)
    case "parentbased_always_on": self = .parentBased(root: .alwaysOn)
    case "parentbased_always_off": self = .parentBased(root: .alwaysOff)
    case "parentbased_traceidratio": self = .parentBased(root: .traceIDRatio(ratio))
    case "jaeger_remote": self = Self.remote(argument: argument)
    case "parentbased_jaeger_remote": self = .parentBased(root: Self.remote(argument: argument))
    default: return nil
    }
  }

  /// `endpoint=http://localhost:4318/sampling,pollingIntervalMs=5000,initialSamplingRate=0.25`, each part optional.
  private static func remote(argument: String?) -> Sampler {
    var options: [Substring: Substring] = [:]
    for part in (argument ?? "").split(separator: ",") {
      guard let equals = part.firstIndex(of: "=") else { continue }
      options[part[..<equals]] = part[part.index(after: equals)...]
    }
    return .remote(
      options["endpoint"].map(String.init) ?? "http://localhost:4318/sampling",
      interval: options["pollingIntervalMs"].flatMap { Int($0) }.flatMap { $0 > 0 ? .milliseconds($0) : nil }
        ?? .seconds(60),
      initialRatio: options["initialSamplingRate"].flatMap { Double($0) } ?? 0.001)
  }
}
