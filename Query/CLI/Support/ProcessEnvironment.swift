import Glibc

/// The environment of this process.
enum ProcessEnvironment {
  /// A variable's value; `nil` when it is not set, or empty.
  static func value(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
