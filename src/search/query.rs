//! Reads a query of words: `妇联 捐款`, `妇联 OR 工会`, `捐款 NOT 慰问`, `"GDP 增长"`, `(a OR b) c`.

use super::SearchError;
use crate::export::bigrams;
use crate::export::fold::fold;

/// A query of words. Words beside each other must all be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// A word or phrase, folded, as it must stand in the text.
    Word(String),
    /// All of them.
    All(Vec<Words>),
    /// At least one of them.
    Any(Vec<Words>),
    /// Not this.
    Not(Box<Words>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    Or,
    And,
    Not,
    Word(String),
}

impl Words {
    /// Reads a query. Fails, and says where, on an unclosed bracket or quote and on a query that
    /// only excludes.
    ///
    /// ```
    /// use nianjian::search::Words;
    /// assert!(Words::parse("婦聯 捐款 NOT 慰問").is_ok());
    /// assert!(Words::parse("NOT 慰问").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Words, SearchError> {
        let words = Words::parse_beside(text)?;
        if words.excludes() {
            return Err(wrong(text, "it only excludes; add a word that must be there"));
        }
        Ok(words)
    }

    /// Reads a query that stands beside other conditions: it may only exclude.
    pub(crate) fn parse_beside(text: &str) -> Result<Words, SearchError> {
        let tokens = tokens(text)?;
        let mut at = 0;
        let words = any(&tokens, &mut at)?;
        if at < tokens.len() {
            return Err(wrong(text, "a bracket is closed that was not opened"));
        }
        Ok(words)
    }

    /// Whether the query can hold where none of its words stands.
    fn excludes(&self) -> bool {
        match self {
            Words::Word(_) => false,
            Words::All(parts) => parts.iter().all(Words::excludes),
            Words::Any(parts) => parts.iter().any(Words::excludes),
            Words::Not(_) => true,
        }
    }

    /// Whether the query holds, where `has` tells of each word whether it is there.
    pub fn holds(&self, has: &impl Fn(&str) -> bool) -> bool {
        match self {
            Words::Word(word) => has(word),
            Words::All(parts) => parts.iter().all(|p| p.holds(has)),
            Words::Any(parts) => parts.iter().any(|p| p.holds(has)),
            Words::Not(part) => !part.holds(has),
        }
    }

    /// The words that are looked for, without those that are excluded.
    pub fn wanted(&self) -> Vec<&str> {
        match self {
            Words::Word(word) => vec![word],
            Words::All(parts) | Words::Any(parts) => parts.iter().flat_map(Words::wanted).collect(),
            Words::Not(_) => Vec::new(),
        }
    }

    /// The query for the full-text index; what it finds is a little too much at most. None where
    /// the index cannot narrow the search.
    pub(super) fn to_index(&self) -> Option<String> {
        match self {
            Words::Word(word) => bigrams::phrase(word),
            Words::Any(parts) => {
                let parts: Option<Vec<String>> = parts.iter().map(Words::to_index).collect();
                parts.map(|p| format!("({})", p.join(" OR ")))
            }
            Words::All(parts) => {
                let (no, yes): (Vec<&Words>, Vec<&Words>) =
                    parts.iter().partition(|p| matches!(p, Words::Not(_)));
                let yes: Vec<String> = yes.iter().filter_map(|p| p.to_index()).collect();
                if yes.is_empty() {
                    return None;
                }
                let no: Vec<String> = no.iter().filter_map(|p| p.excluded()).collect();
                let yes = format!("({})", yes.join(" AND "));
                Some(if no.is_empty() { yes } else { format!("({yes} NOT ({}))", no.join(" OR ")) })
            }
            Words::Not(_) => None,
        }
    }

    /// What the index may leave out for a `Not`: only a word that the index finds exactly.
    fn excluded(&self) -> Option<String> {
        match self {
            Words::Not(part) => match part.as_ref() {
                Words::Word(word) if word.chars().all(char::is_alphanumeric) => bigrams::phrase(word),
                _ => None,
            },
            _ => None,
        }
    }
}

fn wrong(query: &str, why: &str) -> SearchError {
    SearchError(format!("cannot read the query {query:?}: {why}"))
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '「' | '」')
}

fn tokens(text: &str) -> Result<Vec<Token>, SearchError> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '(' | '（' => tokens.push(Token::Open),
            ')' | '）' => tokens.push(Token::Close),
            c if is_quote(c) => {
                let mut phrase = String::new();
                loop {
                    match chars.next() {
                        Some(c) if is_quote(c) => break,
                        Some(c) => phrase.push(c),
                        None => return Err(wrong(text, "a quote is not closed")),
                    }
                }
                let phrase = fold(phrase.trim());
                if !phrase.is_empty() {
                    tokens.push(Token::Word(phrase));
                }
            }
            '-' | '－' if chars.peek().is_some_and(|c| !c.is_whitespace()) => tokens.push(Token::Not),
            c if c.is_whitespace() => {}
            c => {
                let mut word = String::from(c);
                while let Some(c) = chars
                    .next_if(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '（' | '）') && !is_quote(*c))
                {
                    word.push(c);
                }
                tokens.push(match word.as_str() {
                    "OR" => Token::Or,
                    "AND" => Token::And,
                    "NOT" => Token::Not,
                    word => Token::Word(fold(word)),
                });
            }
        }
    }
    if tokens.len() > 200 {
        return Err(wrong("…", "it has more than 200 words and signs"));
    }
    Ok(tokens)
}

fn any(tokens: &[Token], at: &mut usize) -> Result<Words, SearchError> {
    let mut parts = vec![all(tokens, at)?];
    while tokens.get(*at) == Some(&Token::Or) {
        *at += 1;
        parts.push(all(tokens, at)?);
    }
    Ok(if parts.len() == 1 { parts.remove(0) } else { Words::Any(parts) })
}

fn all(tokens: &[Token], at: &mut usize) -> Result<Words, SearchError> {
    let mut parts = Vec::new();
    loop {
        match tokens.get(*at) {
            None | Some(Token::Close | Token::Or) => break,
            Some(Token::And) => *at += 1,
            Some(_) => parts.push(one(tokens, at)?),
        }
    }
    match parts.len() {
        0 => Err(SearchError(
            "expected a word to look for, found none; see --help for the form of a query".into(),
        )),
        1 => Ok(parts.remove(0)),
        _ => Ok(Words::All(parts)),
    }
}

fn one(tokens: &[Token], at: &mut usize) -> Result<Words, SearchError> {
    let token = tokens.get(*at);
    *at += 1;
    match token {
        Some(Token::Word(word)) => Ok(Words::Word(word.clone())),
        Some(Token::Not) => Ok(Words::Not(Box::new(one(tokens, at)?))),
        Some(Token::Open) => {
            let words = any(tokens, at)?;
            if tokens.get(*at) != Some(&Token::Close) {
                return Err(SearchError("cannot read the query: a bracket is not closed".into()));
            }
            *at += 1;
            Ok(words)
        }
        _ => Err(SearchError("cannot read the query: expected a word after NOT or an open bracket".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_become_queries_of_the_index() {
        let cases = [
            ("妇联", Some("\"妇联\"")),
            ("婦聯 捐款", Some("(\"妇联\" AND \"捐款\")")),
            ("妇联 AND (捐款 OR 慰问)", Some("(\"妇联\" AND (\"捐款\" OR \"慰问\"))")),
            ("妇联 -捐款", Some("((\"妇联\") NOT (\"捐款\"))")),
            ("NOT 捐款 妇联", Some("((\"妇联\") NOT (\"捐款\"))")),
            ("妇联 NOT \"捐款，物\"", Some("(\"妇联\")")),
            ("“贫困 妇女”", Some("\"贫困 困 妇女\"")),
            ("县", Some("\"县\"*")),
            ("%", None),
            ("% OR 妇联", None),
            ("% 妇联", Some("(\"妇联\")")),
        ];
        for (query, expected) in cases {
            let words = Words::parse(query).unwrap_or_else(|e| panic!("{query}: {e}"));
            assert_eq!(words.to_index().as_deref(), expected, "{query}");
        }
    }

    #[test]
    fn what_is_no_query_is_refused() {
        for query in ["", "  ", "(妇联", "妇联)", "\"妇联", "NOT 妇联", "妇联 OR NOT 捐款", "OR", "NOT", "()"]
        {
            assert!(Words::parse(query).is_err(), "{query:?}");
        }
    }

    #[test]
    fn holds_as_logic_wants() {
        let words = Words::parse("a (b OR c) NOT d").unwrap_or_else(|e| panic!("{e}"));
        let among = |text: &'static str| move |w: &str| text.contains(w);
        assert!(words.holds(&among("ab")) && words.holds(&among("ac")));
        assert!(!words.holds(&among("a")) && !words.holds(&among("abd")) && !words.holds(&among("bc")));
        assert_eq!(words.wanted(), ["a", "b", "c"]);
    }
}
