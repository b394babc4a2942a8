extension Sampler {
  /// The sampler that `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` name, or `nil`.
  init?(_ variables: inout EnvironmentReader) {
    guard let name = variables.text("OTEL_TRACES_SAMPLER") else { return nil }
    switch name.lowercased() {
    case "always_on": self = .alwaysOn
    case "always_off": self = .alwaysOff
    case "traceidratio": self = .traceIDRatio(variables.samplerRatio())
    case "parentbased_always_on": self = .parentBased(root: .alwaysOn)
    case "parentbased_always_off": self = .parentBased(root: .alwaysOff)
    case "parentbased_traceidratio": self = .parentBased(root: .traceIDRatio(variables.samplerRatio()))
    case "jaeger_remote": self = Self.remote(variables)
    case "parentbased_jaeger_remote": self = .parentBased(root: Self.remote(variables))
    default:
      variables.refuse("OTEL_TRACES_SAMPLER", name, "there is no such sampler here")
      return nil
    }
  }

  /// `endpoint=http://localhost:4318/sampling,pollingIntervalMs=5000,initialSamplingRate=0.25`, each part optional.
  private static func remote(_ variables: EnvironmentReader) -> Sampler {
    var options: [Substring: Substring] = [:]
    for part in (variables.text("OTEL_TRACES_SAMPLER_ARG") ?? "").split(separator: ",") {
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

extension EnvironmentReader {
  /// The part of all traces to sample; all of them when nothing useful says how many.
  fileprivate mutating func samplerRatio() -> Double {
    let name = "OTEL_TRACES_SAMPLER_ARG"
    guard let value = text(name) else { return 1 }
    if let ratio = Double(value), (0...1).contains(ratio) { return ratio }
    refuse(name, value, "it is a number from 0 to 1")
    return 1
  }
}
