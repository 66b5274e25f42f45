//! Any text, as a query, a number or a date to search for, is understood or refused with a reason.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianjian::mention::Kind;
use nianjian::search::{Condition, Words};

fuzz_target!(|text: &str| {
    if let Ok(words) = Words::parse(text) {
        assert!(!words.holds(&|_| false), "it holds where none of its words stands");
        assert!(!words.wanted().is_empty());
    }
    for kind in [Kind::Count, Kind::Money, Kind::Ratio, Kind::Measure, Kind::Duration, Kind::Age, Kind::Ordinal] {
        let _ = Condition::number(kind, text);
    }
    let _ = Condition::date(text);
});
