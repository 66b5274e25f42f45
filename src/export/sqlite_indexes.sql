-- Made when all rows are in: sorting once is faster than keeping order.
CREATE INDEX pages_year ON pages (coverage_year);
CREATE UNIQUE INDEX pages_key ON pages (record, coalesce(path, uri, ''));
CREATE INDEX sections_page ON sections (page, number);
CREATE INDEX sections_heading ON sections (heading);
CREATE INDEX blocks_section ON blocks (section, number);
CREATE INDEX mentions_section ON mentions (section);
CREATE INDEX mentions_low ON mentions (type, low, low_open, unit, section);
CREATE INDEX mentions_high ON mentions (type, high, high_open, unit, section);
CREATE INDEX mentions_days ON mentions (type, day_from, day_to, section);
