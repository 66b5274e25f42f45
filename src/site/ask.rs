//! Reads what is asked: the fields of the search from its address, and from the words the conditions that stand
//! beside them, as the script of the written site does.

use crate::mention::Kind;
use crate::search::{Condition, Query, Scope, SearchError, Volume, Words};

/// The fields of the search, as in its address.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// Words.
    pub(crate) q: String,
    /// The type of the value.
    pub(crate) t: String,
    /// The value.
    pub(crate) v: String,
    /// First and last year.
    pub(crate) y: String,
    pub(crate) z: String,
    /// The book.
    pub(crate) b: String,
    /// Words of the heading.
    pub(crate) h: String,
    /// The order: by book, `y` by year, `v` by value.
    pub(crate) o: String,
    /// Whether values count that may meet the condition.
    pub(crate) p: bool,
    /// Behind which hit to go on, and how many stand before.
    pub(crate) a: String,
    pub(crate) n: usize,
}

impl Asked {
    /// Reads the fields from an address.
    pub(crate) fn from_address(query: &str) -> Asked {
        let mut asked = Asked::default();
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            let value = plain_text(value);
            match name {
                "q" => asked.q = value,
                "t" => asked.t = value,
                "v" => asked.v = value,
                "y" => asked.y = value,
                "z" => asked.z = value,
                "b" => asked.b = value,
                "h" => asked.h = value,
                "o" => asked.o = value,
                "p" => asked.p = value == "1",
                "a" => asked.a = value,
                "n" => asked.n = value.parse().unwrap_or(0),
                _ => {}
            }
        }
        asked
    }

    /// The address of the hits behind the one that `a` names.
    pub(crate) fn going_on(&self, a: &str, n: usize) -> String {
        let Asked { q, t, v, y, z, b, h, o, p, a: _, n: _ } = self;
        let (p, n) = (if *p { "1" } else { "" }, n.to_string());
        let fields = [
            ("q", q.as_str()),
            ("t", t),
            ("v", v),
            ("y", y),
            ("z", z),
            ("b", b),
            ("h", h),
            ("o", o),
            ("p", p),
            ("a", a),
            ("n", &n),
        ];
        let said = fields.iter().filter(|(_, value)| !value.is_empty());
        let said: Vec<String> = said.map(|(name, value)| format!("{name}={}", for_address(value))).collect();
        format!("search.html?{}", said.join("&"))
    }

    /// The query that is asked; none where nothing is. `volume` is the book that it names.
    pub(super) fn query(&self, volume: Option<Volume>) -> Result<Option<Query>, SearchError> {
        let (words, mut stated) = self.read()?;
        if !self.v.trim().is_empty() {
            let kind = KINDS.iter().find(|(name, _)| *name == self.t).map_or(Kind::Money, |k| k.1);
            let value: String = self.v.split_whitespace().collect();
            stated.push(Condition::number(kind, signed(&value).as_deref().unwrap_or(&value))?);
        }
        let parse = |text: &str| {
            if text.trim().is_empty() { Ok(None) } else { Words::parse_beside(text).map(Some) }
        };
        let query = Query {
            words: parse(&words.join(" "))?,
            heading: parse(&self.h)?,
            years: self.years(),
            place: None,
            volume,
            undated: false,
            conditions: of_the_year(stated),
            possible: self.p,
            scope: Scope::Section,
        };
        let asks = query.words.is_some()
            || query.heading.is_some()
            || query.years.is_some()
            || query.volume.is_some()
            || !query.conditions.is_empty();
        Ok(asks.then_some(query))
    }

    fn years(&self) -> Option<(i32, i32)> {
        let year = |text: &str| text.trim().parse::<i32>().ok();
        match (year(&self.y), year(&self.z)) {
            (Some(from), Some(to)) => Some((from, to)),
            (Some(year), None) => Some((year, year)),
            (None, Some(to)) => Some((i32::MIN, to)),
            (None, None) => None,
        }
    }

    /// The words of the query, and the conditions that stand beside them.
    fn read(&self) -> Result<(Vec<String>, Vec<Condition>), SearchError> {
        let (mut words, mut stated) = (Vec::new(), Vec::new());
        for token in tokens(&self.q) {
            let mut of_token = conditions(&token)?;
            if of_token.is_empty() {
                words.push(token);
            }
            stated.append(&mut of_token);
        }
        // Beside a number the one bare year is a year, too: 2013 金额>=1亿.
        let numbered = !self.v.trim().is_empty() || stated.iter().any(|c| !c.is_of_dates());
        let joined = words.iter().any(|word| matches!(word.as_str(), "OR" | "NOT"));
        let bare: Vec<usize> =
            (0..).zip(&words).filter(|(_, word)| is_year(word)).map(|(at, _)| at).collect();
        if let ([at], true, false) = (bare.as_slice(), numbered, joined) {
            stated.extend(condition(&format!("{}年", words.remove(*at)))?);
        }
        Ok((words, stated))
    }

    /// The words that are asked for, without conditions and signs.
    pub(super) fn plain_words(&self) -> Vec<String> {
        let words = self.read().map(|(words, _)| words).unwrap_or_default();
        words.into_iter().filter(|word| !matches!(word.as_str(), "AND" | "OR" | "NOT")).collect()
    }
}

/// A year beside a number asks for numbers of that year, and not for sections that name it.
fn of_the_year(mut stated: Vec<Condition>) -> Vec<Condition> {
    let numbers = stated.iter().any(|c| !c.is_of_dates());
    let year = stated.iter().enumerate().find_map(|(at, c)| Some((at, c.whole_year()?)));
    if let Some((at, year)) = year.filter(|_| numbers) {
        stated.remove(at);
        let limited = |c: Condition| if c.is_of_dates() { c } else { c.in_year(year) };
        stated = stated.into_iter().map(limited).collect();
    }
    stated
}

/// Whether a word is a year in figures, from 1000 to 2099.
fn is_year(word: &str) -> bool {
    let century = word.starts_with('1') || word.starts_with("20");
    century && word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit())
}

/// The words, with a condition in one piece: 金额 ≥ 1亿 → 金额≥1亿.
fn tokens(text: &str) -> Vec<String> {
    let sign = |c: char| "<>=≥≤".contains(c);
    let mut out: Vec<String> = Vec::new();
    for token in text.replace('＞', ">").replace('＜', "<").split_whitespace() {
        let goes_on = out.last().is_some_and(|last| {
            last.ends_with(sign) || (token.starts_with(sign) && KINDS.iter().any(|(name, _)| name == last))
        });
        match out.last_mut().filter(|_| goes_on) {
            Some(last) => last.push_str(token),
            None => out.push(token.to_owned()),
        }
    }
    out
}

/// The names of types in a query.
const KINDS: &[(&str, Kind)] = &[
    ("金额", Kind::Money),
    ("数量", Kind::Count),
    ("比率", Kind::Ratio),
    ("计量", Kind::Measure),
    ("年龄", Kind::Age),
    ("money", Kind::Money),
    ("count", Kind::Count),
    ("ratio", Kind::Ratio),
    ("measure", Kind::Measure),
    ("age", Kind::Age),
];

/// Signs as people say them: 超过1亿元, 1亿元以上.
const BEFORE: &[(&str, &str)] = &[
    ("不少于", ">="),
    ("不低于", ">="),
    ("不小于", ">="),
    ("至少", ">="),
    ("大于等于", ">="),
    ("不超过", "<="),
    ("不多于", "<="),
    ("不高于", "<="),
    ("至多", "<="),
    ("小于等于", "<="),
    ("超过", ">"),
    ("大于", ">"),
    ("高于", ">"),
    ("多于", ">"),
    ("不足", "<"),
    ("不到", "<"),
    ("少于", "<"),
    ("小于", "<"),
    ("低于", "<"),
];
const BEHIND: &[(&str, &str)] = &[("以上", ">="), ("以下", "<="), ("以内", "<=")];

/// The conditions that a word of a query states: none of most, two of 2013年1亿元以上.
fn conditions(token: &str) -> Result<Vec<Condition>, SearchError> {
    if let Some(amount) = spoken(token) {
        return Ok(vec![Condition::number(Kind::Money, &amount)?]);
    }
    if let Some((year, rest)) = token.split_once('年')
        && let (Some(amount), Some(date)) = (spoken(rest), condition(&format!("{year}年"))?)
    {
        return Ok(vec![date, Condition::number(Kind::Money, &amount)?]);
    }
    Ok(condition(token)?.into_iter().collect())
}

/// A condition with its sign, where it is said in words: 1亿以上 → >=1亿.
fn signed(text: &str) -> Option<String> {
    let before = BEFORE.iter().find_map(|(word, sign)| Some((text.strip_prefix(word)?, *sign)));
    let behind = || BEHIND.iter().find_map(|(word, sign)| Some((text.strip_suffix(word)?, *sign)));
    before.or_else(behind).filter(|(rest, _)| !rest.is_empty()).map(|(rest, sign)| format!("{sign}{rest}"))
}

/// An amount as people say it, as a condition: 1亿元以上 → >=1亿元. 亿 and 万 alone are of money.
fn spoken(token: &str) -> Option<String> {
    let said = signed(token)?;
    let amount = said.trim_start_matches(['<', '>', '=']);
    let of_amounts = |c: char| c.is_ascii_digit() || ".,百千万萬亿億美欧港元".contains(c);
    let is_amount = amount.starts_with(|c: char| c.is_ascii_digit())
        && amount.ends_with(['元', '万', '萬', '亿', '億'])
        && amount.chars().all(of_amounts);
    is_amount.then_some(said)
}

/// The condition that a word of a query states: 金额>=1亿, 2013年6月.
fn condition(token: &str) -> Result<Option<Condition>, SearchError> {
    for (name, kind) in KINDS {
        let Some(rest) = token.strip_prefix(name).map(|rest| rest.trim_start_matches([':', '：'])) else {
            continue;
        };
        let said = signed(rest).unwrap_or_else(|| rest.to_owned());
        if said.starts_with(|c: char| c.is_ascii_digit() || "<>=≥≤".contains(c)) {
            return Condition::number(*kind, &said).map(Some);
        }
    }
    let bare = token.trim_end_matches(['日', '号', '月', '年']);
    let year = token.chars().take(4).all(|c| c.is_ascii_digit()) && token.chars().nth(4) == Some('年');
    let parts = bare.replace(['年', '月'], "-");
    if year && parts.len() >= 4 && parts.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        let two = |p: &str| if p.len() == 1 { format!("0{p}") } else { p.to_owned() };
        let edtf: Vec<String> = parts.split('-').map(two).collect();
        return Condition::date(&edtf.join("-")).map(Some);
    }
    Ok(None)
}

/// A text as an address carries it, read.
fn plain_text(text: &str) -> String {
    let (bytes, mut out, mut at) = (text.as_bytes(), Vec::new(), 0);
    while let Some(&byte) = bytes.get(at) {
        let hex = bytes.get(at + 1..at + 3).and_then(|h| std::str::from_utf8(h).ok());
        let decoded = hex.filter(|_| byte == b'%').and_then(|h| u8::from_str_radix(h, 16).ok());
        match decoded {
            Some(decoded) => {
                out.push(decoded);
                at += 3;
            }
            None => {
                out.push(if byte == b'+' { b' ' } else { byte });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A text as an address carries it.
pub(super) fn for_address(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_dates_stand_beside_words() {
        let is = |token: &str| condition(token).map(|c| c.is_some()).map_err(|e| e.to_string());
        for token in ["金额>=1亿", "数量:>1000人次", "2013年6月", "2013年"] {
            assert_eq!(is(token), Ok(true), "{token}");
        }
        for token in ["金额", "2013年度", "妇女之家"] {
            assert_eq!(is(token), Ok(false), "{token}");
        }
        assert!(is("金额>=很多").is_err());
        assert_eq!(spoken("1亿元以上").as_deref(), Some(">=1亿元"));
        assert_eq!(spoken("不足5000万元").as_deref(), Some("<5000万元"));
        assert_eq!(spoken("1亿以上").as_deref(), Some(">=1亿"));
        assert_eq!(spoken("县级以上"), None);
        assert_eq!(spoken("60岁以上"), None);
        for token in ["金额超过1亿", "金额1亿以上", "数量不少于1000人次", "年龄80以上"] {
            assert_eq!(is(token), Ok(true), "{token}");
        }
        let count = |token: &str| conditions(token).map(|c| c.len()).map_err(|e| e.to_string());
        assert_eq!(count("2013年1亿元以上"), Ok(2));
        assert_eq!(count("2013年度"), Ok(0));
    }

    #[test]
    fn a_condition_may_be_written_apart() {
        assert_eq!(tokens("妇女 金额 ≥ 1亿 2013年"), ["妇女", "金额≥1亿", "2013年"]);
        assert_eq!(tokens("金额＞= 1亿"), ["金额>=1亿"]);
        assert_eq!(tokens("金额 支出"), ["金额", "支出"]);
    }

    #[test]
    fn a_year_beside_a_number_limits_the_number() {
        let query = |q: &str| Asked { q: q.to_owned(), ..Asked::default() }.query(None);
        let conditions = |q: &str| query(q).ok().flatten().map(|q| q.conditions).unwrap_or_default();
        let amount = || Condition::number(Kind::Money, ">=1亿").map_err(|e| e.to_string());
        assert_eq!(conditions("2013年 金额>=1亿"), [amount().map(|c| c.in_year(2013)).unwrap()]);
        assert_eq!(conditions("2013 金额>=1亿"), conditions("2013年 金额>=1亿"));
        assert_eq!(conditions("2013年6月 金额>=1亿").len(), 2);
        assert!(query("2013 OR 2014 金额>=1亿").is_ok_and(|q| q.is_some_and(|q| q.conditions.len() == 1)));
        let words = |q: &str| Asked { q: q.to_owned(), ..Asked::default() }.plain_words();
        assert_eq!(
            (words("2013 粮食 1亿元以上"), words("2013 粮食")),
            (vec!["粮食".to_owned()], vec!["2013".to_owned(), "粮食".to_owned()])
        );
        assert_eq!(conditions("2013年").len(), 1);
        assert!(query("").is_ok_and(|q| q.is_none()));
        assert!(query("NOT 慰问 金额>=1亿").is_ok());
    }

    #[test]
    fn addresses_are_read() {
        let asked = Asked::from_address("q=%E5%A6%87%E5%A5%B3+%E5%AE%B6&y=2013&p=1&x=%&v=%3E%3D1%E4%BA%BF");
        assert_eq!((asked.q.as_str(), asked.y.as_str(), asked.p), ("妇女 家", "2013", true));
        assert_eq!(asked.v, ">=1亿");
        assert_eq!(plain_text("%E5%A6%8"), "\u{FFFD}%8");
    }

    #[test]
    fn an_address_leads_to_the_next_hits() {
        let asked = Asked::from_address("q=%E5%A6%87&o=y&p=1&a=2013.5&n=20");
        let on = asked.going_on("2014.9", 40);
        assert_eq!(on, "search.html?q=%E5%A6%87&o=y&p=1&a=2014.9&n=40");
        let again = Asked::from_address(on.split_once('?').map_or("", |q| q.1));
        assert_eq!((again.q.as_str(), again.a.as_str(), again.n), ("妇", "2014.9", 40));
    }
}
