// What the model sees beside the page: a book's memory and note, its lorebook, summaries of its nodes; and what each suggestion was given.
export const context = {
  version: 80,
  sql: `
    CREATE TABLE context_notes (
      project_id TEXT PRIMARY KEY REFERENCES projects (id), memory TEXT NOT NULL, note TEXT NOT NULL, note_depth INTEGER NOT NULL,
      budget TEXT CHECK (json_valid(budget)), updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE lore (
      id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id), title TEXT NOT NULL, keys TEXT NOT NULL CHECK (json_valid(keys)), text TEXT NOT NULL,
      match_case INTEGER NOT NULL, whole_words INTEGER NOT NULL, scan_depth INTEGER NOT NULL, always_on INTEGER NOT NULL, cascade INTEGER NOT NULL,
      priority INTEGER NOT NULL, enabled INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER
    ) STRICT;
    CREATE INDEX lore_project ON lore (project_id, deleted_at);
    CREATE TABLE summaries (node_id TEXT PRIMARY KEY REFERENCES nodes (id), text TEXT NOT NULL, updated_at INTEGER NOT NULL) STRICT;
    ALTER TABLE generations ADD COLUMN context TEXT CHECK (json_valid(context));`
}
