//! Says in Chinese what the program says in one English sentence: the sentence with holes is told by its words, and
//! what stands in the holes goes into the Chinese one.

use super::words::fill;

/// Says `message` in Chinese by the first of `rows` (English sentence, Chinese sentence) that it is; none where it is
/// another sentence.
pub(crate) fn retell(rows: &[(&str, &str)], message: &str) -> Option<String> {
    rows.iter().find_map(|(sentence, said)| {
        let found: Vec<String> = holes(sentence, message)?.iter().map(|v| v.replace(", ", "，")).collect();
        let values: Vec<&dyn std::fmt::Display> = found.iter().map(|v| v as &dyn std::fmt::Display).collect();
        Some(fill(said, &values))
    })
}

/// What stands in the holes of a sentence; none where the message is another sentence.
fn holes<'m>(sentence: &str, message: &'m str) -> Option<Vec<&'m str>> {
    let mut pieces = sentence.split("{}");
    let mut rest = message.strip_prefix(pieces.next()?)?;
    let mut found = Vec::new();
    let pieces: Vec<&str> = pieces.collect();
    for (i, piece) in pieces.iter().enumerate() {
        let last = i + 1 == pieces.len();
        let at = if last && piece.is_empty() { rest.len() } else { rest.find(piece)? };
        let (hole, behind) = rest.split_at(at);
        found.push(hole);
        rest = behind.strip_prefix(piece)?;
    }
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_told_by_its_words() {
        let rows = [("{} is a {}", "{} 是{}。"), ("{} is {}", "{} 即 {}。")];
        assert_eq!(retell(&rows, "2013-03-04 is a 星期一").as_deref(), Some("2013-03-04 是星期一。"));
        assert_eq!(retell(&rows, "民国16年 is 1927").as_deref(), Some("民国16年 即 1927。"));
        assert_eq!(retell(&rows, "nothing of the kind"), None);
    }
}
