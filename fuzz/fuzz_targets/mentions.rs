//! Offsets slice to the surface and mentions never overlap, whatever the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianjian::{Context, find_mentions};

fuzz_target!(|text: &str| {
    let context = Context { coverage_year: Some(2013), ..Context::default() };
    let mut end = 0;
    for mention in find_mentions(text, &context) {
        let surface: String = text.chars().skip(mention.start).take(mention.end - mention.start).collect();
        assert_eq!(surface, mention.text);
        assert!(mention.start >= end && mention.end > mention.start);
        end = mention.end;
    }
});
