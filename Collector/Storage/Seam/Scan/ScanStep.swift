/// Whether a scan goes on.
package enum ScanStep: Sendable {
  case `continue`
  case stop
}
