public import CoreMetrics

/// The factory of swift-metrics: keeps one handler for each label, kind and set of dimensions.
public final class SkeinMetricsFactory: MetricsFactory {
  let registry: MetricRegistry

  init(registry: MetricRegistry) { self.registry = registry }

  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    registry.series(.counter, label, dimensions) { IntegerCounter() }
  }

  public func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    registry.series(.floatingPointCounter, label, dimensions) { FloatingPointCounter() }
  }

  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    registry.series(.gauge, label, dimensions) { GaugeValue() }
  }

  public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    if !aggregate { return registry.series(.gauge, label, dimensions) { GaugeValue() } }
    let bounds = registry.bounds[label] ?? Histogram.defaultBounds
    return registry.series(.histogram, label, dimensions) {
      Histogram(bounds: bounds, keepsExemplars: registry.keepsExemplars)
    }
  }

  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    let bounds = registry.bounds[label] ?? Histogram.defaultSecondsBounds
    return registry.series(.timer, label, dimensions) {
      Histogram(bounds: bounds, keepsExemplars: registry.keepsExemplars)
    }
  }

  public func destroyCounter(_ handler: any CounterHandler) { registry.remove(handler) }
  public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { registry.remove(handler) }
  public func destroyMeter(_ handler: any MeterHandler) { registry.remove(handler) }
  public func destroyRecorder(_ handler: any RecorderHandler) { registry.remove(handler) }
  public func destroyTimer(_ handler: any TimerHandler) { registry.remove(handler) }
}
