//! Any bytes, as HTML and as flat text, give a record or a reason, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianjian::{Options, Page, Provenance, convert};

fuzz_target!(|body: &[u8]| {
    for content_type in ["text/html", "text/plain"] {
        let provenance = Provenance { content_type: Some(content_type.into()), ..Provenance::default() };
        let _ = convert(&Page { provenance, body: body.to_vec() }, &Options::default());
    }
});
