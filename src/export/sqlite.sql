-- The tables of the SQLite view. A later version may add columns at the end, tables and views.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- A record. breadcrumb, work_path, site_hosts are JSON arrays.
CREATE TABLE pages (
  page INTEGER PRIMARY KEY,
  record TEXT NOT NULL,                -- sha256:… of the source bytes
  path TEXT, uri TEXT,                 -- record and (path or uri) are the key
  title TEXT,
  published TEXT, published_surface TEXT, origin TEXT,
  breadcrumb TEXT NOT NULL, work_title TEXT, work_volume TEXT, work_path TEXT NOT NULL,
  coverage_year INTEGER, coverage_basis TEXT, coverage_evidence TEXT,
  media_type TEXT NOT NULL, bytes INTEGER NOT NULL, retrieved TEXT, status INTEGER,
  charset TEXT NOT NULL, charset_declared TEXT, charset_chosen_by TEXT NOT NULL, charset_replaced INTEGER NOT NULL,
  site_organizer TEXT, site_hosts TEXT NOT NULL, site_id TEXT, site_icp TEXT, site_public_security TEXT,
  page_index INTEGER, page_total INTEGER, page_prev TEXT, page_next TEXT, page_article TEXT,
  schema TEXT NOT NULL, generator TEXT NOT NULL,
  place_code TEXT, place TEXT, place_below TEXT   -- GB/T 2260, the code of the coverage year
);

CREATE TABLE contributors (
  page INTEGER NOT NULL REFERENCES pages, number INTEGER NOT NULL,
  name TEXT NOT NULL, organization TEXT, role TEXT NOT NULL,
  PRIMARY KEY (page, number)
) WITHOUT ROWID;

CREATE TABLE notices (
  page INTEGER NOT NULL REFERENCES pages, number INTEGER NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL,
  PRIMARY KEY (page, number)
) WITHOUT ROWID;

CREATE TABLE attachments (
  page INTEGER NOT NULL REFERENCES pages, number INTEGER NOT NULL, text TEXT NOT NULL, uri TEXT NOT NULL,
  PRIMARY KEY (page, number)
) WITHOUT ROWID;

CREATE TABLE sections (
  section INTEGER PRIMARY KEY,
  page INTEGER NOT NULL REFERENCES pages, number INTEGER NOT NULL,
  heading TEXT, heading_surface TEXT, outline TEXT
);

-- What stands in a section. Block 0 of a section is not here: it is the heading.
CREATE TABLE blocks (
  block INTEGER PRIMARY KEY,
  section INTEGER NOT NULL REFERENCES sections, number INTEGER NOT NULL,
  kind TEXT NOT NULL,                  -- paragraph, item, note, table, figure
  text TEXT, marker TEXT, outline TEXT, part INTEGER,
  caption TEXT, unit_note TEXT, header_rows INTEGER, uri TEXT
);

CREATE TABLE cells (
  block INTEGER NOT NULL REFERENCES blocks, row INTEGER NOT NULL, "column" INTEGER NOT NULL,
  header INTEGER NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (block, row, "column")
) WITHOUT ROWID;

-- Offsets count characters of the block's text, or of the heading where block is NULL.
CREATE TABLE mentions (
  mention INTEGER PRIMARY KEY,
  section INTEGER NOT NULL REFERENCES sections, block INTEGER REFERENCES blocks, number INTEGER NOT NULL,
  type TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL,
  value TEXT NOT NULL, max TEXT, bound TEXT, unit TEXT, per TEXT,
  basis TEXT, relation TEXT, part_of_day TEXT, time TEXT,
  amount REAL,                         -- value as a binary number: near, for sums
  low TEXT, low_open INTEGER,          -- keys that sort as the numbers do; NULL: not stated
  high TEXT, high_open INTEGER,        -- open: the end itself is excluded
  day_from TEXT, day_to TEXT,          -- first and last day of a date
  measured TEXT, change TEXT, against TEXT,  -- what a number counts; up or down; what it is held against
  measured_folded TEXT,                -- measured, folded to Simplified: for looking it up
  words TEXT                           -- of a number: what it measures, or where that is not known its clause, folded
);

-- The rows come in this order: these indexes are made on the way.
CREATE INDEX observations_section ON observations (section_id) WHERE source = 'table';
CREATE INDEX sections_page ON sections (page, number);
CREATE INDEX blocks_section ON blocks (section, number);
CREATE INDEX mentions_section ON mentions (section);
CREATE INDEX mentions_words ON mentions (section, mention, words) WHERE words IS NOT NULL;

-- Every figure with its page, heading and text.
CREATE VIEW figures AS
  SELECT m.mention, m.type, m.text, m.value, m.max, m.bound, m.unit, m.per, m.amount, s.heading,
         coalesce(b.text, s.heading) AS context, m.start, m."end", p.coverage_year, p.title, p.record, p.path, p.uri,
         m.measured, m.change, m.against,
         p.place_code, p.place
  FROM mentions m JOIN sections s USING (section) JOIN pages p USING (page) LEFT JOIN blocks b ON b.block = m.block
  WHERE m.type NOT IN ('date', 'duration');

-- Every date with its days.
CREATE VIEW dates AS
  SELECT m.mention, m.text, m.value, m.basis, m.relation, m.day_from, m.day_to, s.heading,
         coalesce(b.text, s.heading) AS context, m.start, m."end", p.coverage_year, p.title, p.record, p.path, p.uri
  FROM mentions m JOIN sections s USING (section) JOIN pages p USING (page) LEFT JOIN blocks b ON b.block = m.block
  WHERE m.type = 'date';

-- What the yearbooks report, volume by volume.
CREATE VIEW years AS
  SELECT p.coverage_year, count(DISTINCT p.page) AS pages, count(DISTINCT s.section) AS sections,
         (SELECT count(*) FROM mentions m JOIN sections t USING (section) JOIN pages q USING (page)
          WHERE q.coverage_year IS p.coverage_year) AS mentions
  FROM pages p LEFT JOIN sections s USING (page) GROUP BY p.coverage_year;

-- The largest amounts of money, year by year.
CREATE VIEW amounts AS
  SELECT * FROM figures WHERE type = 'money' ORDER BY coverage_year, unit, amount DESC;

-- Who wrote for which year.
CREATE VIEW people AS
  SELECT c.name, c.organization, c.role, p.coverage_year, p.title, p.record, p.path, p.uri
  FROM contributors c JOIN pages p USING (page);

-- The values of tables, lined up: what has the same series and unit measures the same thing. `series` is the
-- path of the row and that of the column without their dates, which stand in `date`.
CREATE VIEW series_of_tables AS
  SELECT o.indicator AS series,
         o.unit, o.per, o.base, o.date, o.value, o.value_decimal, o.bound, o.max, o.missing, o.row_path, o.column_path,
         o.caption, o.coverage_year, o.title, o.record, o.path, o.uri, o."table", o."row", o."column", o.doubts
  FROM observations o
  WHERE o.source = 'table'
  ORDER BY series, o.unit, o.per, o.base, o.day_from, o.coverage_year;
