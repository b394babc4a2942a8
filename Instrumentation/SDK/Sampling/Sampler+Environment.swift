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
    default: return nil
    }
  }
}
