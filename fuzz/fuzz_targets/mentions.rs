//! Offsets slice to the surface, mentions never overlap and values are canonical, whatever the text and
//! whatever year it is said to report on.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianjian::mention::Kind;
use nianjian::record::{is_decimal, is_edtf};
use nianjian::{Context, find_mentions};

fuzz_target!(|given: (Option<i32>, &str)| {
    let (coverage_year, text) = given;
    let context = Context { coverage_year, ..Context::default() };
    let mut end = 0;
    for mention in find_mentions(text, &context) {
        let surface: String = text.chars().skip(mention.start).take(mention.end - mention.start).collect();
        assert_eq!(surface, mention.text);
        assert!(mention.start >= end && mention.end > mention.start);
        end = mention.end;
        for value in std::iter::once(&mention.value).chain(&mention.max) {
            let canonical = match mention.kind {
                Kind::Date => is_edtf(value),
                Kind::Duration => value.starts_with('P'),
                Kind::Ratio if mention.unit.as_deref() == Some("fraction") => {
                    value.split_once('/').is_some_and(|(part, of)| is_decimal(part) && is_decimal(of))
                }
                _ => is_decimal(value),
            };
            assert!(canonical, "{mention:?}");
        }
    }
});
