//! Any bytes, as HTML and as flat text, give a record or a reason, never a panic; a record holds together,
//! and the same bytes give the same one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianjian::emit::json_line;
use nianjian::record::faults;
use nianjian::{Options, Page, Provenance, convert};

fuzz_target!(|body: &[u8]| {
    for content_type in ["text/html", "text/plain"] {
        let provenance = Provenance { content_type: Some(content_type.into()), ..Provenance::default() };
        let page = Page { provenance, body: body.to_vec() };
        let line = || {
            let record = convert(&page, &Options::default()).ok()?;
            assert_eq!(faults(&record), []);
            Some(json_line(&record).expect("a record is written"))
        };
        assert_eq!(line(), line());
    }
});
