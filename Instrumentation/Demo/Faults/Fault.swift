/// A disease that the shop can be given, to see what it looks like in Skein.
package enum Fault: String, CaseIterable, Codable, Sendable {
  case slowPayments = "slow-payments"
  case shippingErrors = "shipping-errors"
  case retryStorm = "retry-storm"
  case nPlusOne = "n-plus-one"
  case chattyGateway = "chatty-gateway"
  case sharedDatabase = "shared-database"
  case messageBacklog = "message-backlog"
  case clockSkew = "clock-skew"
  case lostContext = "lost-context"
  case badDeploy = "bad-deploy"
}
