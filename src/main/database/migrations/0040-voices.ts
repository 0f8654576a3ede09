// Base models registered on this machine, and the voices learned from them.
export const voices = {
  version: 40,
  sql: `
    CREATE TABLE models (
      id TEXT PRIMARY KEY, folder TEXT NOT NULL, built_in INTEGER NOT NULL, fingerprint TEXT NOT NULL, name TEXT NOT NULL,
      architecture TEXT NOT NULL, parameters INTEGER NOT NULL, context_length INTEGER NOT NULL, vocabulary_size INTEGER NOT NULL,
      languages TEXT NOT NULL CHECK (json_valid(languages)), licence TEXT NOT NULL, size INTEGER NOT NULL, removed_at INTEGER
    ) STRICT;
    CREATE TABLE voices (
      id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id), name TEXT NOT NULL,
      created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER
    ) STRICT;
    CREATE INDEX voices_project ON voices (project_id, created_at);`
}
