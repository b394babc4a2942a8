extension Schema {
  /// The tables of traces that are kept for longer than the rest.
  ///
  /// A row of `archived_trace` is a trace; the halves of its ID are as signed numbers. `archived` is when, `bytes` the size
  /// of its segments. Those are level-0 segments, of spans or (`is_log` 1) of log records, whose IDs come from the sequence
  /// of all segments and are part of their checksums.
  static let archive = """
    CREATE TABLE archived_trace (
      id INTEGER PRIMARY KEY, trace_high INT NOT NULL, trace_low INT NOT NULL, archived INT NOT NULL,
      spans INT NOT NULL, records INT NOT NULL, bytes INT NOT NULL, UNIQUE (trace_high, trace_low)
    ) STRICT;
    CREATE TABLE archived_segment (
      id INTEGER PRIMARY KEY, archive INT NOT NULL, is_log INT NOT NULL, data BLOB NOT NULL
    ) STRICT;
    CREATE INDEX archived_segment_by_archive ON archived_segment (archive, is_log);
    CREATE TRIGGER archived_trace_removed AFTER DELETE ON archived_trace BEGIN
      DELETE FROM archived_segment WHERE archive = old.id;
    END;
    """
}
