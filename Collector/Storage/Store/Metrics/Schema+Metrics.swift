extension Schema {
  /// The tables of points of metrics, made like those of log records (`Schema.logs`).
  ///
  /// `t0` and `t1` are the earliest and the latest time of a segment's points, `series` is how many series they belong
  /// to. The parts are those of the format: 0 the directory, 1 the points.
  static let metrics = """
    CREATE TABLE metric_segment (
      id INTEGER PRIMARY KEY, level INT NOT NULL, t0 INT NOT NULL, t1 INT NOT NULL, points INT NOT NULL,
      series INT NOT NULL, arrived INT NOT NULL, bytes INT NOT NULL, is_damaged INT NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE metric_segment_part (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
    CREATE TABLE metric_meta (
      removals INT NOT NULL, highest_removed INT NOT NULL, segments INT NOT NULL, segment_ids INT NOT NULL
    ) STRICT;
    INSERT INTO metric_meta VALUES (0, 0, 0, 0);
    CREATE TRIGGER metric_segment_added AFTER INSERT ON metric_segment BEGIN
      UPDATE metric_meta SET segments = segments + 1, segment_ids = (segment_ids + (new.id & 4294967295)) & 4294967295;
    END;
    CREATE TRIGGER metric_segment_set_aside AFTER UPDATE OF is_damaged ON metric_segment
      WHEN old.is_damaged = 0 AND new.is_damaged = 1
    BEGIN
      UPDATE metric_meta SET removals = removals + 1, segments = segments - 1,
        segment_ids = (segment_ids - (old.id & 4294967295)) & 4294967295;
    END;
    CREATE TRIGGER metric_segment_removed AFTER DELETE ON metric_segment BEGIN
      DELETE FROM metric_segment_part WHERE id BETWEEN old.id * 8 AND old.id * 8 + 7;
      UPDATE metric_meta SET removals = removals + 1, highest_removed = max(highest_removed, old.id),
        segments = segments - (old.is_damaged = 0),
        segment_ids = (segment_ids - (old.is_damaged = 0) * (old.id & 4294967295)) & 4294967295;
    END;
    """
}
