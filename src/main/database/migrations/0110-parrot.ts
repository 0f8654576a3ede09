// What the parrot check found in something that was written, as it was told then: the books may change afterwards.
export const parrot = {
  version: 110,
  sql: `
    CREATE TABLE parrot_reports (
      generation_id TEXT PRIMARY KEY REFERENCES generations (id) ON DELETE CASCADE, report TEXT NOT NULL CHECK (json_valid(report))
    ) STRICT;`
}
