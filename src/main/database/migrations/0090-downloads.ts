// Models being fetched from a hub, or fetched: one row each, so that a download outlives the program.
export const downloads = {
  version: 90,
  sql: `
    CREATE TABLE downloads (
      repo TEXT PRIMARY KEY, revision TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('asking', 'fetching', 'checking', 'paused', 'failed', 'done')),
      bytes INTEGER NOT NULL, total INTEGER, error TEXT CHECK (error IS NULL OR json_valid(error)),
      model_id TEXT REFERENCES models (id), started_at INTEGER NOT NULL
    ) STRICT;`
}
