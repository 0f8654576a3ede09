// Projects. The bin is `deleted_at`: nothing is ever purged by itself.
export const projects = {
  version: 10,
  sql: `
    CREATE TABLE projects (
      id TEXT PRIMARY KEY, title TEXT NOT NULL, author TEXT NOT NULL, language TEXT NOT NULL,
      created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER
    ) STRICT;
    CREATE INDEX projects_live ON projects (deleted_at, updated_at);`
}
