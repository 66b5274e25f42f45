//! Fills the holes of a sentence, and finds what stands in them.

use std::borrow::Cow;

/// A sentence with its holes filled: `{}` with the next value, `{2}` with the second.
pub(super) fn fill(sentence: &str, values: &[Cow<'_, str>]) -> String {
    let mut out = String::new();
    let mut pieces = sentence.split('{');
    let mut next = 0;
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let hole = piece.split_once('}').map(|(number, behind)| (number.parse::<usize>(), number, behind));
        match hole {
            Some((Err(_), "", behind)) => {
                out.push_str(values.get(next).map_or("", |value| value));
                out.push_str(behind);
                next += 1;
            }
            Some((Ok(number), _, behind)) => {
                out.push_str(values.get(number.wrapping_sub(1)).map_or("", |value| value));
                out.push_str(behind);
            }
            _ => {
                out.push('{');
                out.push_str(piece);
            }
        }
    }
    out
}

/// What stands in the holes of a sentence that was parted at them; none where the text is another sentence.
pub(super) fn holes<'t>(pieces: &[String], text: &'t str) -> Option<Vec<&'t str>> {
    let (first, more) = pieces.split_first()?;
    let mut rest = text.strip_prefix(first.as_str())?;
    let Some((last, between)) = more.split_last() else { return rest.is_empty().then(Vec::new) };
    let mut found = Vec::new();
    for piece in between {
        let (hole, behind) = rest.split_once(piece.as_str())?;
        found.push(hole);
        rest = behind;
    }
    found.push(rest.strip_suffix(last.as_str())?);
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_in_order() {
        let filled = |sentence: &str, values: &[&'static str]| {
            fill(sentence, &values.iter().map(|v| Cow::Borrowed(*v)).collect::<Vec<_>>())
        };
        assert_eq!(filled("{} 条，共 {} 条", &["1", "12"]), "1 条，共 12 条");
        assert_eq!(filled("{2} 个中有 {1} 个：{3}", &["1", "12", "empty"]), "12 个中有 1 个：empty");
        assert_eq!(filled("无", &["1"]), "无");
        assert_eq!(filled("{} {a} {", &["{}"]), "{} {a} {");
    }

    #[test]
    fn a_sentence_is_told_by_its_words() {
        let found = |sentence: &str, text: &'static str| {
            holes(&sentence.split("{}").map(str::to_owned).collect::<Vec<_>>(), text)
        };
        assert_eq!(found("{} is a {}", "2013-03-04 is a 星期一"), Some(vec!["2013-03-04", "星期一"]));
        assert_eq!(found("{}: {}; {}.", "a: b: c; d; e."), Some(vec!["a", "b: c", "d; e"]));
        assert_eq!(found("nothing", "nothing"), Some(vec![]));
        assert_eq!(found("nothing", "nothing more"), None);
        assert_eq!(found("{} is {}", "is"), None);
    }
}
