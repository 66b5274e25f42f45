//! Writes XML: escapes, attributes, elements. A character that XML 1.0 cannot hold becomes U+FFFD,
//! so that offsets stay.

/// Whether XML 1.0 can hold the character.
fn allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// A text without what XML 1.0 cannot hold: U+FFFD stands for it.
#[cfg(feature = "xlsx")]
pub fn legal(text: &str) -> std::borrow::Cow<'_, str> {
    if text.chars().all(allowed) {
        return text.into();
    }
    text.replace(|c| !allowed(c), "\u{FFFD}").into()
}

/// Adds text to the content of an element.
pub fn push_text(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A reader would turn a bare carriage return into a line feed.
            '\r' => out.push_str("&#13;"),
            c if allowed(c) => out.push(c),
            _ => out.push('\u{FFFD}'),
        }
    }
}

/// Adds ` name="value"`.
pub fn push_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push_str(&format!("&#{};", c as u32)),
            c if allowed(c) => out.push(c),
            _ => out.push('\u{FFFD}'),
        }
    }
    out.push('"');
}

/// Adds `<name>text</name>` and a line end.
pub fn push_element(out: &mut String, name: &str, text: &str) {
    out.push_str(&format!("<{name}>"));
    push_text(out, text);
    out.push_str(&format!("</{name}>\n"));
}

/// Text without what XML 1.0 cannot hold and with white space made blanks, for attributes that
/// allow no other; None where nothing is left.
pub fn word(text: &str) -> Option<String> {
    let word: String = text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    (!word.is_empty()).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_must_be_escaped() {
        let (mut text, mut attribute) = (String::new(), String::new());
        push_text(&mut text, "a<b>&\u{1}年\r");
        push_attribute(&mut attribute, "n", "\"a\nb\"<\u{FFFF}");
        assert_eq!(text, "a&lt;b&gt;&amp;\u{FFFD}年&#13;");
        assert_eq!(attribute, " n=\"&quot;a&#10;b&quot;&lt;\u{FFFD}\"");
    }
}
