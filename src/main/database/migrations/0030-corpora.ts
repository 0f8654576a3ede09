// The corpus: original bytes once each, documents as they were read, their chapters' cleaned text, and what is held back.
export const corpora = {
  version: 30,
  sql: `
    CREATE TABLE originals (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
    CREATE TABLE documents (
      id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects (id), original TEXT NOT NULL REFERENCES originals (sha256),
      name TEXT NOT NULL, title TEXT NOT NULL, format TEXT NOT NULL, encoding TEXT, language TEXT, size INTEGER NOT NULL,
      words INTEGER NOT NULL, sentences INTEGER NOT NULL, cleaning TEXT NOT NULL CHECK (json_valid(cleaning)),
      warnings TEXT NOT NULL CHECK (json_valid(warnings)),
      in_binder INTEGER NOT NULL, revision INTEGER NOT NULL, imported_at INTEGER NOT NULL, deleted_at INTEGER,
      UNIQUE (project_id, original)
    ) STRICT;
    CREATE TABLE document_chapters (
      document_id TEXT NOT NULL REFERENCES documents (id), position INTEGER NOT NULL, title TEXT NOT NULL, part TEXT,
      words INTEGER NOT NULL, sentences INTEGER NOT NULL, text TEXT NOT NULL,
      PRIMARY KEY (document_id, position)
    ) STRICT;
    CREATE TABLE hold_outs (project_id TEXT PRIMARY KEY REFERENCES projects (id), strategy TEXT NOT NULL) STRICT;`
}
