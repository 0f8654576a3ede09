// The binder: parts, chapters and scenes; a scene's text. `position` is dense among the living children of one parent.
export const outline = {
  version: 20,
  sql: `
    CREATE TABLE nodes (
      id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id), parent_id TEXT REFERENCES nodes (id),
      kind TEXT NOT NULL CHECK (kind IN ('part', 'chapter', 'scene')), title TEXT NOT NULL, position INTEGER NOT NULL,
      updated_at INTEGER NOT NULL, deleted_at INTEGER
    ) STRICT;
    CREATE INDEX nodes_children ON nodes (project_id, parent_id, position);
    CREATE INDEX nodes_parent ON nodes (parent_id);
    CREATE TABLE scenes (
      node_id TEXT PRIMARY KEY REFERENCES nodes (id), doc TEXT NOT NULL CHECK (json_valid(doc)), text TEXT NOT NULL,
      words INTEGER NOT NULL, revision INTEGER NOT NULL, saved_at INTEGER NOT NULL
    ) STRICT;`
}
