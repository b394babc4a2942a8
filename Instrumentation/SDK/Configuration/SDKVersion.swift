/// The version of the library, as telemetry names it.
enum SDKVersion {
  static let current = "0.1.0"
}
