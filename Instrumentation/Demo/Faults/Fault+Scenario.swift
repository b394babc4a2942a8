extension Fault {
  /// What happens, and what one should find in Skein.
  package var scenario: String {
    switch self {
    case .slowPayments:
      """
      The card provider takes 0.8 to 1.2 seconds for each charge. Checkouts become slow in all services above it, but \
      RED shows where it begins: the p95 of card-provider's POST /charges rises with that of payments, orders and the \
      front ends, while shipping and catalog stay as they were. In a slow checkout, `skein correlate` puts nearly all \
      of the critical path on card-provider, not on the services that merely wait for it.
      """
    case .shippingErrors:
      """
      Shipping finds no carrier for any parcel. It answers over messages, so its callers see no HTTP error of it: \
      RED shows errors of the consumer span `process shipments` in shipping, and POST /orders answering 502. \
      `skein correlate` names shipping as the origin of the failure, and shows the saga undoing itself: \
      POST /payments/{order}/refund comes after the failed shipment, and the order ends as cancelled.
      """
    case .retryStorm:
      """
      Catalog answers most requests with 503, and every service tries again at once, up to five times, gateway and \
      front end alike. RED shows catalog called far more often than the shop is visited, with most calls failing. \
      Under one correlation ID, `retries` lists the attempts at one call, on more than one level, with the time that \
      the failed ones wasted; client spans carry http.request.resend_count.
      """
    case .nPlusOne:
      """
      Orders no longer answers GET /orders from its read model: it asks for the customer's orders, and then for the \
      lines of each in a statement of its own. Under the correlation ID of one request, `SELECT order_lines` is \
      counted once for each order, one after the other on the critical path, where usually there is one \
      `SELECT order_summaries`.
      """
    case .chattyGateway:
      """
      The gateway's GET /home fetches the products it shows one at a time. Under the correlation ID of one visit, \
      catalog's GET /products/{id} is counted twelve times, in sequence, where usually there is one GET /products.
      """
    case .sharedDatabase:
      """
      Shipping reads the lines of orders from the database of orders, rather than asking it. \
      `skein deps` shows the database `orders` with two callers, orders and shipping; spans with db.namespace=orders \
      come from both.
      """
    case .messageBacklog:
      """
      Notifications takes a second for each message, more slowly than orders come in. No request fails and none is \
      slow. The gauge shop_broker_backlog of topic order-events and group notifications grows, and under one \
      correlation ID `process order-events` in notifications begins long after `send order-events` in orders has ended; \
      its attribute shop.message.wait_ms says how long.
      """
    case .clockSkew:
      """
      The clock of payments is 40 seconds ahead. `skein correlate` shows the tree in the right order and says so: \
      clockCorrections names the spans of payments and moves them back by 40 seconds. With skein trace, raw times \
      would have payments work long after the checkout was over.
      """
    case .lostContext:
      """
      Orders no longer puts traceparent into its messages. What shipping and notifications do is no longer part of the \
      checkout's trace: GET /api/traces/{id} ends at the broker. The correlation ID still travels in the baggage, so \
      that `skein correlate` finds all of it, in several request trees with several roots instead of one.
      """
    case .badDeploy:
      """
      The second instance of catalog is replaced with version 1.4.1, which fails every other search with 500. Retries \
      hide most of it from customers. RED by service.version (service=catalog) shows 1.4.0 without errors beside 1.4.1 \
      with many; searching for service.version=1.4.1 and error=true finds its traces, and the log records name the \
      broken statement.
      """
    }
  }
}
