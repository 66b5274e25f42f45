//! Finds the style sheets of a page before it is read.

use std::ops::Range;

use memchr::memmem;

use super::strip;

/// How far before a style sheet the comment around it is sought.
const NEAR: usize = 4096;

/// The contents of what looks like `<style>` for the screen and stands in no comment. A guess, since a script may hold
/// the same, and one in capitals is not sought; the reader knows.
pub(super) fn styles(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let (mut styles, mut at) = (Vec::new(), 0);
    for start in memmem::find_iter(bytes, b"<style") {
        // One that stands in a comment or in another is none.
        if start < at {
            continue;
        }
        let from = start.saturating_sub(NEAR).max(at);
        let comment = bytes.get(from..start).and_then(|before| memmem::find_iter(before, b"<!--").last());
        let comment_end = comment.map_or(0, |comment| strip::comment_end(bytes, from + comment));
        if start < comment_end {
            at = comment_end;
            continue;
        }
        let Some(open_end) = bytes.get(start..).and_then(|rest| memchr::memchr(b'>', rest)) else { break };
        let open_end = start + open_end + 1;
        let Some((close, end)) = strip::close_tag(bytes, open_end, b"style") else { break };
        if bytes.get(start..open_end).is_some_and(strip::is_for_screen) {
            styles.push(open_end..close);
        }
        at = end;
    }
    styles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_sought_by_their_tags() {
        let rows: [(&str, &[&str]); 6] = [
            ("<style>a{}</style>x<style type=text/css>b{}</style>", &["a{}", "b{}"]),
            ("<!-- <style>a{}</style> --><style>b{}</style>", &["b{}"]),
            ("<!-- x --><style><!-- a{} --></style>", &["<!-- a{} -->"]),
            ("<style media=print>a{}</style><style>b{}</style>", &["b{}"]),
            ("<script>'<style>a{}</style>'</script>", &["a{}"]),
            ("<style>never closed", &[]),
        ];
        for (page, want) in rows {
            let found: Vec<&str> = styles(page).into_iter().filter_map(|sheet| page.get(sheet)).collect();
            assert_eq!(found, want, "{page}");
        }
    }
}
