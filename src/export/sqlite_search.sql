-- Pairs of characters, folded to Simplified: MATCH '捐款', MATCH '"妇女 女联 联合"', MATCH '县*'.
CREATE VIRTUAL TABLE search USING fts5 (title, heading, text, content='', prefix='1', tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* S* C*'");
