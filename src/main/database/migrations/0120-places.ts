// Where in the book a draft is meant to stand: after this node, as far as it is still there; null: at the end.
export const places = {
  version: 120,
  sql: 'ALTER TABLE generations ADD COLUMN after_id TEXT;'
}
