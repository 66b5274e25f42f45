//! Finds the style sheets of a page before it is read.

use std::ops::Range;

use memchr::memmem;

use super::strip;

/// The contents of what looks like `<style>` for the screen and stands in no comment. A guess, since a script may hold
/// the same; the reader knows.
pub(super) fn styles(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let (mut styles, mut at) = (Vec::new(), 0);
    // No comment that is open at `at` begins before it.
    let mut comments = 0;
    for start in memmem::find_iter(bytes, b"<style") {
        while let Some(open) = bytes.get(comments..start).and_then(|before| memmem::find(before, b"<!--")) {
            comments = strip::comment_end(bytes, comments + open);
        }
        // One that stands in a comment or in another is none.
        if start < comments.max(at) {
            continue;
        }
        let Some(open_end) = bytes.get(start..).and_then(|rest| memchr::memchr(b'>', rest)) else { break };
        let open_end = start + open_end + 1;
        let Some((close, end)) = strip::close_tag(bytes, open_end, b"style") else { break };
        if bytes.get(start..open_end).is_some_and(|tag| memmem::find(tag, b"media=").is_none()) {
            styles.push(open_end..close);
        }
        (at, comments) = (end, end);
    }
    styles
}
