// How strongly each voice speaks, and with whom: it was one setting for all of them, and each begins with what that was.
export const manners = {
  version: 130,
  sql: `
    ALTER TABLE voices ADD COLUMN manner TEXT CHECK (json_valid(manner));
    UPDATE voices SET manner = (
      SELECT json_object('strength', coalesce(json_extract(value, '$.strength'), 1), 'mix', json(coalesce(json_extract(value, '$.mix'), '[]'))) FROM settings WHERE name = 'manner'
    );`
}
