import PromQL
import PromQLTesting
import Testing

/// Semantics, told as scripts. Prometheus agrees with each of them where it can be asked: see the end-to-end comparison.
@Suite struct ScriptTests {
  private static func run(_ script: String, evaluations: Int) throws {
    let run = try QueryScript(script)
    #expect(run.evaluationCount == evaluations)
    #expect(run.mismatches.isEmpty, "\(run.mismatches.joined(separator: "\n"))")
  }

  @Test("The harness notices wrong values, wrong labels, missing series, wrong order and missing errors")
  func canary() throws {
    let script = """
      load 1m
        a{x="1"} 0+10x5
        a{x="2"} 7
      eval instant at 5m a{x="1"}
        a{x="1"} 51
      eval instant at 5m a{x="1"}
        a{x="2"} 50
      eval instant at 0 a
        a{x="1"} 0
      eval ordered at 0 sort(a)
        a{x="2"} 7
        a{x="1"} 0
      eval fails at 0 a
      eval fails at 0 rate(a)
        no such words
      """
    #expect(try QueryScript(script).mismatches.count == 6)
  }

  @Test("A sample counts for five minutes, ends included, unless a stale marker follows it")
  func lookback() throws {
    try Self.run(
      """
      load 1m
        lasting 1 2
        gone 1 2 stale
        back 1 stale 3
      eval instant at 6m lasting
        lasting 2
      eval instant at 361s lasting
      eval range from 0 to 4m step 1m gone
        gone 1 2
      eval range from 0 to 3m step 1m back
        back 1 3 3
      eval instant at 2m count_over_time(gone[2m])
        {} 2
      eval instant at 2m gone[2m]
        gone 1 2
      eval instant at 3m absent(gone)
        {} 1
      eval instant at 3m absent_over_time(gone[2m])
      eval instant at 1m lasting offset 1m
        lasting 1
      eval instant at 0 lasting offset -1m
        lasting 2
      eval range from 0 to 2m step 1m lasting @ 60
        lasting 2 2 2
      eval range from 0 to 90s step 1m lasting @ end() - lasting @ start()
        {} 1 1
      """, evaluations: 12)
  }

  @Test("Rates stretch to the ends of their range, but not below zero, and see resets")
  func rates() throws {
    try Self.run(
      """
      load 1m
        counter 0+60x10
        reset 100 160 20 80
        late _ _ _ _ _ 30+60x5
      eval instant at 10m rate(counter[5m])
        {} 1
      eval instant at 10m increase(counter[10m])
        {} 600
      eval instant at 3m increase(reset[3m])
        {} 140
      eval instant at 3m irate(reset[3m])
        {} 1
      eval instant at 2m irate(reset[3m])
        {} 0.3333333333333333
      eval instant at 3m delta(reset[3m])
        {} -20
      eval instant at 3m resets(reset[3m])
        {} 1
      eval instant at 10m increase(late[10m])
        {} 330
      eval instant at 10m rate(counter[30s])
      eval instant at 10m deriv(counter[5m])
        {} 1
      eval instant at 10m predict_linear(counter[5m], 600)
        {} 1200
      eval fails at 10m rate({__name__=~"counter|late"}[5m])
        vector cannot contain metrics with the same labelset
      """, evaluations: 12)
  }

  @Test("Two vectors meet by their labels, and say so when that is ambiguous")
  func matching() throws {
    try Self.run(
      """
      load 1m
        errors{job="a",code="500"} 1
        errors{job="a",code="404"} 2
        requests{job="a"} 10
        requests{job="b"} 20
        info{job="a",version="1"} 1
      eval instant at 0 errors / ignoring(code) group_left requests
        {job="a",code="500"} 0.1
        {job="a",code="404"} 0.2
      eval instant at 0 errors * on(job) group_left(version) info
        {job="a",code="500",version="1"} 1
        {job="a",code="404",version="1"} 2
      eval fails at 0 errors / on(job) requests
        multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)
      eval fails at 0 requests / on(job) errors
        found duplicate series for the match group {job="a"} on the right hand-side of the operation
        ;many-to-many matching not allowed: matching labels must be unique on one side
      eval fails at 0 errors * on(job) group_left(code) requests
        multiple matches for labels: grouping labels must ensure unique matches
      eval instant at 0 requests and on(job) errors
        requests{job="a"} 10
      eval instant at 0 requests unless on(job) errors
        requests{job="b"} 20
      eval instant at 0 errors{code="500"} or on(job) requests
        errors{job="a",code="500"} 1
        requests{job="b"} 20
      eval instant at 0 requests > 10
        requests{job="b"} 20
      eval instant at 0 10 < requests
        requests{job="b"} 20
      eval instant at 0 requests > bool 10
        {job="a"} 0
        {job="b"} 1
      """, evaluations: 11)
  }

  @Test("Series that follow one another at different steps become one where their labels agree")
  func succession() throws {
    try Self.run(
      """
      load 1m
        x{pod="1"} 1 1 stale
        x{pod="2"} _ _ 2 2
        y 10 10 10 10
      eval range from 0 to 3m step 1m x + on() y
        {} 11 11 12 12
      eval range from 0 to 3m step 1m y + on() x
        {} 11 11 12 12
      eval range from 0 to 3m step 1m sum without(pod) (x)
        {} 1 1 2 2
      eval range from 0 to 3m step 1m label_replace(x, "pod", "", "pod", ".*")
        x 1 1 2 2
      eval instant at 1m {__name__=~"x|y"} + 1
        {pod="1"} 2
        {} 11
      """, evaluations: 5)
  }

  @Test("Aggregations group, rank and count; NaN ranks last")
  func aggregations() throws {
    try Self.run(
      """
      load 1m
        v{g="a",i="1"} 3
        v{g="a",i="2"} NaN
        v{g="b",i="1"} -1
        v{g="b",i="2"} 3
        v{g="b",i="3"} 5
      eval ordered at 0 sort(v)
        v{g="b",i="1"} -1
        v{g="a",i="1"} 3
        v{g="b",i="2"} 3
        v{g="b",i="3"} 5
        v{g="a",i="2"} NaN
      eval ordered at 0 sort_desc(v)
        v{g="b",i="3"} 5
        v{g="a",i="1"} 3
        v{g="b",i="2"} 3
        v{g="b",i="1"} -1
        v{g="a",i="2"} NaN
      eval ordered at 0 topk(2, v)
        v{g="b",i="3"} 5
        v{g="a",i="1"} 3
      eval ordered at 0 bottomk by(g) (1, v)
        v{g="a",i="1"} 3
        v{g="b",i="1"} -1
      eval instant at 0 max by(g) (v)
        {g="a"} 3
        {g="b"} 5
      eval instant at 0 sum(v) without(i)
        {g="a"} NaN
        {g="b"} 7
      eval instant at 0 count_values("value", v)
        {value="3"} 2
        {value="NaN"} 1
        {value="-1"} 1
        {value="5"} 1
      eval instant at 0 quantile(0.5, v{g="b"})
        {} 3
      eval instant at 0 stdvar(v{g="b"})
        {} 6.222222222222221
      eval instant at 0 group by(g) (v)
        {g="a"} 1
        {g="b"} 1
      eval fails at 0 topk(NaN, v)
        Scalar value NaN overflows int64
      """, evaluations: 11)
  }

  @Test("Quantiles of classic histograms, counts that fall included")
  func classicHistograms() throws {
    try Self.run(
      """
      load 1m
        h_bucket{le="0.1"} 10
        h_bucket{le="1"} 30
        h_bucket{le="10"} 25
        h_bucket{le="+Inf"} 40
        h_bucket{le="nonsense"} 7
        n_bucket{le="-1"} 4
        n_bucket{le="+Inf"} 4
      eval instant at 0 histogram_quantile(0.5, h_bucket)
        {} 0.55
      eval instant at 0 histogram_quantile(0.9, h_bucket)
        {} 10
      eval instant at 0 histogram_quantile(0.5, n_bucket)
        {} -1
      eval instant at 0 histogram_quantile(2, h_bucket)
        {} +Inf
      eval instant at 0 histogram_quantile(0.5, h_bucket{le!="+Inf"})
        {} NaN
      eval fails at 0 histogram_quantile(0.5, {__name__=~"[hn]_bucket"})
      """, evaluations: 6)
  }

  @Test("Subqueries stand on multiples of their step")
  func subqueries() throws {
    try Self.run(
      """
      load 10s
        x 0+1x60
      eval instant at 95s x[1m:20s]
        x 4 6 8
      eval instant at 95s sum_over_time(x[1m:20s])
        {} 18
      eval instant at 100s max_over_time(rate(x[30s])[1m:10s])
        {} 0.1
      eval range from 60s to 80s step 10s count_over_time(vector(1)[30s:10s])
        {} 4 4 4
      eval instant at 100s sum_over_time((x @ 20)[40s:10s])
        {} 10
      eval instant at 100s x[40s:20s] @ 60 offset 20s
        x 0 2 4
      """, evaluations: 6)
  }

  @Test("Labels are rewritten by expressions with groups, in time linear in the text")
  func labels() throws {
    try Self.run(
      """
      load 1m
        m{src="host-1:9090",text="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"} 1
      eval instant at 0 label_replace(sum by(src) (m), "port", "${1}$2", "src", "(?:.*):(9)(\\\\d+)")
        {src="host-1:9090",port="9090"} 1
      eval instant at 0 label_replace(sum by(src) (m), "host", "$name", "src", "(?P<name>[a-z]+)-.*")
        {src="host-1:9090",host="host"} 1
      eval instant at 0 label_replace(sum by(src) (m), "host", "$1|$2", "src", "(.*?)-(.*)")
        {src="host-1:9090",host="host|1:9090"} 1
      eval instant at 0 label_replace(sum by(src) (m), "host", "$1", "src", "(?i)(HOST).*")
        {src="host-1:9090",host="host"} 1
      eval instant at 0 label_replace(sum by(src) (m), "src", "", "src", ".*")
        {} 1
      eval instant at 0 sum by(r) (label_replace(m, "r", "hit", "text", "((a*)*)*b"))
        {} 1
      eval instant at 0 sum by(r) (label_replace(m, "r", "hit", "text", "(a|aa|a?)+!"))
        {r="hit"} 1
      eval fails at 0 label_replace(m, "r", "$1", "text", "((((((a{1000}){1000}){1000}){1000}){1000}){1000})")
        expression too large
      eval fails at 0 label_replace(m, "r", "$1", "text", "(a")
        invalid regular expression in label_replace()
      eval instant at 0 label_join(sum by(src) (m), "joined", "/", "src", "none", "src")
        {src="host-1:9090",joined="host-1:9090//host-1:9090"} 1
      """, evaluations: 10)
  }

  @Test("Calendar parts are those of UTC, before 1970, too")
  func calendar() throws {
    try Self.run(
      """
      eval instant at 0 day_of_month(vector(1709164800)) * 100 + month(vector(1709164800))
        {} 2902
      eval instant at 0 days_in_month(vector(1709164800))
        {} 29
      eval instant at 0 year(vector(-1))
        {} 1969
      eval instant at 0 day_of_week(vector(-1))
        {} 3
      eval instant at 0 day_of_year(vector(1735603200))
        {} 366
      eval instant at 0 hour(vector(NaN))
        {} NaN
      eval instant at 0 year(vector(1e300))
        {} NaN
      eval range from 0 to 2m step 1m minute()
        {} 0 1 2
      """, evaluations: 8)
  }
}
