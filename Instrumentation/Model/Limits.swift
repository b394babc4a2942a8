/// The limits of the model, in one place.
package enum ModelLimits {
  /// How deep arrays and key-value lists may nest inside one attribute value.
  ///
  /// Nesting is the sender's choice, so every walk over it is bounded by this. A decoder refuses deeper values
  /// with a message that names the limit (HTTP 400). 64 is ten times what real telemetry shows.
  package static let nestingDepth = 64
}
