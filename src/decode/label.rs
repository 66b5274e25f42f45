//! Reads the labels of an encoding: of the HTTP header, of `<meta>`, of an XML declaration.

use memchr::{memchr, memmem};

/// How far a label is looked for. Pages put a kilobyte of script before it, seldom more.
const HEAD: usize = 64 * 1024;

/// The charset of a `Content-Type`, in lower case.
pub(super) fn of_content_type(value: &str) -> Option<String> {
    after_charset(value.as_bytes())
}

/// The label that a page carries, in lower case: that of its `<meta>`, or of its XML declaration.
pub(super) fn of_page(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    of_meta(head).or_else(|| of_xml(head))
}

fn of_xml(head: &[u8]) -> Option<String> {
    let start = head.iter().position(|b| !b.is_ascii_whitespace())?;
    let head = head.get(start..)?.strip_prefix(b"<?xml")?;
    let head = head.get(..memchr(b'>', head)?)?;
    let at = memmem::find(head, b"encoding")? + b"encoding".len();
    value(head.get(at..)?)
}

fn of_meta(head: &[u8]) -> Option<String> {
    let mut rest = head;
    while let Some(at) = memchr(b'<', rest) {
        rest = rest.get(at + 1..)?;
        if rest.starts_with(b"!--") {
            rest = rest.get(memmem::find(rest, b"-->")?..)?;
        } else if starts(rest, b"script") || starts(rest, b"style") {
            let end: &[u8] = if starts(rest, b"script") { b"</script" } else { b"</style" };
            rest = rest.get(find_folded(rest, end)?..)?;
        } else if starts(rest, b"meta") {
            let tag = rest.get(..memchr(b'>', rest).unwrap_or(rest.len()))?;
            if let Some(label) = of_tag(tag) {
                return Some(label);
            }
        }
    }
    None
}

/// The label of one `<meta`: its `charset`, or that in the `content` of an http-equiv.
fn of_tag(tag: &[u8]) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let named = memmem::find(&lower, b"name=").is_some() || memmem::find(&lower, b"property=").is_some();
    let equiv = memmem::find(&lower, b"http-equiv").is_some();
    if named && !equiv { None } else { after_charset(&lower) }
}

fn after_charset(text: &[u8]) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    memmem::find_iter(&lower, b"charset").find_map(|at| value(lower.get(at + b"charset".len()..)?))
}

/// The value after `=`, in quotes or without.
fn value(text: &[u8]) -> Option<String> {
    let text = text.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let text = text.strip_prefix(b"\"").or_else(|| text.strip_prefix(b"'")).unwrap_or(text);
    let label: String = text
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || b"-_:.".contains(b))
        .map(|b| b.to_ascii_lowercase() as char)
        .collect();
    (!label.is_empty()).then_some(label)
}

fn starts(text: &[u8], name: &[u8]) -> bool {
    text.get(..name.len()).is_some_and(|t| t.eq_ignore_ascii_case(name))
        && text.get(name.len()).is_none_or(|b| !b.is_ascii_alphanumeric())
}

fn find_folded(text: &[u8], name: &[u8]) -> Option<usize> {
    text.windows(name.len()).position(|w| w.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_way_to_write_a_label() {
        let script = format!("<script>{}</script>", "var a='<meta charset=big5>';".repeat(60));
        let late = format!("<html><head>{script}<meta charset=\"UTF-8\">");
        let rows = [
            ("<meta charset=gb2312>", Some("gb2312")),
            ("<META CHARSET=GB2312>", Some("gb2312")),
            ("<title>x</title><meta charset='utf-8'/>", Some("utf-8")),
            ("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb2312\" />", Some("gb2312")),
            ("<META content='text/html; charset = x-gbk' HTTP-EQUIV=Content-Type>", Some("x-gbk")),
            ("<META HTTP-EQUIV=Content-Type Content=text/html;charset=big5>", Some("big5")),
            ("<?xml version=\"1.0\" encoding=\"GB2312\"?><html>", Some("gb2312")),
            ("<!-- <meta charset=big5> --><meta charset=gbk>", Some("gbk")),
            ("<meta name=description content='charset=big5'>", None),
            ("<p>charset=gbk</p>", None),
            (&late, Some("utf-8")),
            ("<meta charset", None),
            ("", None),
        ];
        for (page, want) in rows {
            assert_eq!(of_page(page.as_bytes()).as_deref(), want, "{page}");
        }
        assert_eq!(of_content_type("text/html;charset=\"GBK\"").as_deref(), Some("gbk"));
        assert_eq!(of_content_type("text/html"), None);
    }
}
