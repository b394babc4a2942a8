extension Schema {
  /// The tables of log records.
  ///
  /// As for spans, a segment is immutable and its parts have the IDs `segment * 8 + part` (`LogPart`). `t0` and `t1` are
  /// the earliest and the latest effective time of its records. A segment that was set aside has `is_damaged` 1, and
  /// its parts stay where they are. `log_meta` is one row: what lets readers notice that segments went away, and the
  /// census of those that are not set aside.
  static let logs = """
    CREATE TABLE log_segment (
      id INTEGER PRIMARY KEY, level INT NOT NULL, t0 INT NOT NULL, t1 INT NOT NULL, records INT NOT NULL,
      arrived INT NOT NULL, bytes INT NOT NULL, is_damaged INT NOT NULL DEFAULT 0,
      summary BLOB NOT NULL, trace_filter BLOB NOT NULL
    ) STRICT;
    CREATE TABLE log_segment_part (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
    CREATE TABLE log_meta (
      removals INT NOT NULL, highest_removed INT NOT NULL, segments INT NOT NULL, segment_ids INT NOT NULL
    ) STRICT;
    INSERT INTO log_meta VALUES (0, 0, 0, 0);
    CREATE TRIGGER log_segment_added AFTER INSERT ON log_segment BEGIN
      UPDATE log_meta SET segments = segments + 1, segment_ids = (segment_ids + (new.id & 4294967295)) & 4294967295;
    END;
    CREATE TRIGGER log_segment_set_aside AFTER UPDATE OF is_damaged ON log_segment
      WHEN old.is_damaged = 0 AND new.is_damaged = 1
    BEGIN
      UPDATE log_meta SET removals = removals + 1, segments = segments - 1,
        segment_ids = (segment_ids - (old.id & 4294967295)) & 4294967295;
    END;
    CREATE TRIGGER log_segment_removed AFTER DELETE ON log_segment BEGIN
      DELETE FROM log_segment_part WHERE id BETWEEN old.id * 8 AND old.id * 8 + 7;
      UPDATE log_meta SET removals = removals + 1, highest_removed = max(highest_removed, old.id),
        segments = segments - (old.is_damaged = 0),
        segment_ids = (segment_ids - (old.is_damaged = 0) * (old.id & 4294967295)) & 4294967295;
    END;
    """
}
