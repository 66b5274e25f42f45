//! Any bytes are rules for a crawler; two spellings of an address get one verdict; an empty file allows everything.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianjian::fetch::rules::Rules;
use url::Url;

fuzz_target!(|given: (&[u8], &[u8], Option<&str>)| {
    let (text, path, charset) = given;
    let written = [b"User-agent: *\nDisallow: /", text].concat();
    let escaped: String = path.iter().map(|b| format!("%{b:02x}")).collect();
    let Ok(url) = Url::parse(&format!("http://h.cn/{escaped}?{escaped}")) else { return };
    let upper = Url::parse(&url.as_str().to_uppercase().replace("HTTP://H.CN", "http://h.cn")).expect("as before");
    for bytes in [text, &written] {
        let rules = Rules::read(bytes, charset, "nianjian");
        assert_eq!(rules.allow(&url), rules.allow(&upper));
        if let Ok(plain) = std::str::from_utf8(path) {
            if let Ok(typed) = Url::parse("http://h.cn/").and_then(|u| u.join(plain)) {
                let _ = rules.allow(&typed);
            }
        }
        let _ = rules.delay();
    }
    assert!(Rules::read(b"", None, "nianjian").allow(&url));
});
