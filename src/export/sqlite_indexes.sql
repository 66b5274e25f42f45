-- Made when all rows are in: sorting once is faster than keeping order.
CREATE INDEX pages_year ON pages (coverage_year);
CREATE INDEX pages_place ON pages (place_code);
CREATE INDEX pages_work ON pages (work_title, work_volume, place);
CREATE UNIQUE INDEX pages_key ON pages (record, coalesce(path, uri, ''));
CREATE INDEX sections_heading ON sections (heading);
CREATE INDEX mentions_low ON mentions (type, low, low_open, unit, section) WHERE low IS NOT NULL;
CREATE INDEX mentions_high ON mentions (type, high, high_open, unit, section) WHERE high IS NOT NULL;
-- Numbers of which one end alone is stated: 400多户, 近万人.
CREATE INDEX mentions_above ON mentions (type, unit, low, section) WHERE high IS NULL AND low IS NOT NULL;
CREATE INDEX mentions_below ON mentions (type, unit, high, section) WHERE low IS NULL AND high IS NOT NULL;
CREATE INDEX mentions_days ON mentions (type, day_from, day_to, section);
CREATE INDEX observations_page ON observations (page_id);
CREATE INDEX observations_block ON observations (block_id);
CREATE INDEX observations_mention ON observations (mention_id) WHERE mention_id IS NOT NULL;
CREATE INDEX observations_low ON observations (type, low, low_open, unit, section_id) WHERE low IS NOT NULL;
CREATE INDEX observations_high ON observations (type, high, high_open, unit, section_id) WHERE high IS NOT NULL;
CREATE INDEX observations_above ON observations (type, unit, low, section_id) WHERE high IS NULL AND low IS NOT NULL;
CREATE INDEX observations_below ON observations (type, unit, high, section_id) WHERE low IS NULL AND high IS NOT NULL;
CREATE INDEX observations_indicator ON observations (indicator, unit, day_from);
CREATE INDEX observations_measured ON observations (measured_folded, section_id) WHERE measured_folded IS NOT NULL;
