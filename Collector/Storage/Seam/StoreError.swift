/// Why a store could not do what it was asked.
package struct StoreError: Error, Sendable, CustomStringConvertible {
  package enum Code: Sendable {
    /// The disk or the quota is full. Goes away by itself once there is space.
    case full
    /// Reading or writing failed below the store.
    case inputOutput
    /// The store was made by a newer Skein, or by another program.
    case incompatible
    /// Stored bytes are not what was written. `message` names the place.
    case corrupt
    /// The store is closed, or cannot be opened.
    case unavailable
  }

  package let code: Code
  /// What happened, where, and what to do.
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { message }
}
