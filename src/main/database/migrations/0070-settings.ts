// The author's choices, one row each, as JSON.
export const settings = {
  version: 70,
  sql: 'CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL CHECK (json_valid(value))) STRICT;'
}
