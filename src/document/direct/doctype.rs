//! What a doctype says of how a page is laid out.

/// Whether a doctype, all between its name and its `>`, is one of those that are common and by which a table ends a
/// paragraph. Of others only the tree builder knows, as of one whose quotes are not closed.
pub(super) fn is_standard(doctype: &str) -> bool {
    let doctype = doctype.to_ascii_lowercase();
    let Some(rest) = doctype.trim_ascii_start().strip_prefix("html") else { return false };
    let rest = rest.trim_ascii();
    if rest.is_empty() {
        return true;
    }
    let Some((public, rest)) = rest.strip_prefix("public").and_then(quoted) else { return false };
    let system = match rest.is_empty() {
        true => Some(("", "")),
        false => quoted(rest),
    };
    // One doctype of another maker is told apart by its system identifier alone.
    public.starts_with("-//w3c//dtd xhtml 1.")
        && system.is_some_and(|(id, rest)| rest.is_empty() && !id.contains("ibm"))
}

/// What stands between two quotes at the beginning, and what is behind them.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let (inside, rest) = text.trim_ascii_start().strip_prefix('"')?.split_once('"')?;
    Some((inside, rest.trim_ascii()))
}

#[cfg(test)]
mod tests {
    use super::is_standard;

    #[test]
    fn knows_the_common_ones_when_they_are_whole() {
        let xhtml = r#"PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN""#;
        for doctype in [
            " html".to_owned(),
            "HTML ".to_owned(),
            format!(" html {xhtml}"),
            format!("\nhtml\t{xhtml} \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\" "),
            r#" html PUBLIC"-//W3C//DTD XHTML 1.1//EN""http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd""#
                .to_owned(),
        ] {
            assert!(is_standard(&doctype), "{doctype}");
        }
        for doctype in [
            "",
            " htm",
            " html5",
            " html SYSTEM \"about:legacy-compat\"",
            " html PUBLIC \"-//W3C//DTD HTML 4.01//EN\"",
            " html PUBLIC \"-//W3C//DTD XHTML 1. T",
            " html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"x",
            " html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" x",
            " html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"x\" y",
            " html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd\"",
        ] {
            assert!(!is_standard(doctype), "{doctype}");
        }
    }
}
