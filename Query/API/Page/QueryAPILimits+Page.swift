extension QueryAPILimits {
  /// How long a heat map may read spans. Default 2 s: what is not counted by then is said in the answer.
  static let heatMapTimeout: Duration = .seconds(2)

  /// Columns of a heat map: more than a wide screen shows. 400 beyond.
  static let heatMapColumnCount = 500

  /// Words that one completion may ask for. 400 beyond.
  static let completionCount = 1_000
}
