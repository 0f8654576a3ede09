// Training runs with their measurements and samples. The weights themselves lie in the run's folder, never here.
export const training = {
  version: 50,
  sql: `
    CREATE TABLE runs (
      id TEXT PRIMARY KEY, voice_id TEXT NOT NULL REFERENCES voices (id), project_id TEXT NOT NULL REFERENCES projects (id),
      model_id TEXT NOT NULL REFERENCES models (id), method TEXT NOT NULL, settings TEXT NOT NULL CHECK (json_valid(settings)),
      state TEXT NOT NULL, device TEXT, device_reason TEXT, step INTEGER NOT NULL, steps INTEGER NOT NULL,
      base_held_out REAL, best_held_out REAL, best_step INTEGER, skipped_steps INTEGER NOT NULL,
      error TEXT CHECK (json_valid(error)), started_at INTEGER NOT NULL, ended_at INTEGER
    ) STRICT;
    CREATE INDEX runs_voice ON runs (voice_id, started_at);
    CREATE INDEX runs_project ON runs (project_id, started_at);
    CREATE TABLE metrics (
      run_id TEXT NOT NULL REFERENCES runs (id), step INTEGER NOT NULL, loss REAL NOT NULL, held_out REAL, learning_rate REAL NOT NULL,
      gradient_norm REAL, tokens_per_second REAL NOT NULL, seconds_left REAL,
      PRIMARY KEY (run_id, step)
    ) STRICT;
    CREATE TABLE samples (
      run_id TEXT NOT NULL REFERENCES runs (id), step INTEGER NOT NULL, opening TEXT NOT NULL, continuation TEXT NOT NULL,
      PRIMARY KEY (run_id, step, opening)
    ) STRICT;`
}
