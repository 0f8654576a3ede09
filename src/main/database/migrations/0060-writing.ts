// What the muse wrote, kept beside the manuscript until the author decides.
export const writing = {
  version: 60,
  sql: `
    CREATE TABLE generations (
      id TEXT PRIMARY KEY, project_id TEXT REFERENCES projects (id), kind TEXT NOT NULL, title TEXT NOT NULL, speaker TEXT NOT NULL CHECK (json_valid(speaker)),
      prompt TEXT NOT NULL, text TEXT NOT NULL, words INTEGER NOT NULL, seed INTEGER, state TEXT NOT NULL, created_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX generations_project ON generations (project_id, created_at);`
}
