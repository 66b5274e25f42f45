//! The reader that lays pages out without a tree makes of them what the HTML standard's tree builder makes, or
//! leaves them to it.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|page: &str| {
    let (read, built) = nianjian::document::both(page);
    if let Some(read) = read {
        assert_eq!(read, built);
    }
});
