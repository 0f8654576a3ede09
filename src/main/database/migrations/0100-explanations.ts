// What is known of each word of a suggestion, kept beside it: how likely it was, what else could have stood there, and the wish it answered.
export const explanations = {
  version: 100,
  sql: `
    CREATE TABLE explanations (
      generation_id TEXT PRIMARY KEY, wish TEXT NOT NULL CHECK (json_valid(wish)), tokens BLOB NOT NULL
    ) STRICT;`
}
