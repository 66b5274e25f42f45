//! Takes a list of names apart: 祝南枝　卓 尔, 市邮政局：丁宝山, 县文化馆.

use crate::data::chrome;
use crate::record::{Contributor, Role};

use super::letters::is_han;

/// Takes a list of names apart: persons, persons of an organisation, organisations.
pub(super) fn names(value: &str, role: Role) -> Vec<Contributor> {
    let value = value.trim().trim_matches(|c: char| {
        matches!(c, '，' | ',' | '。' | ';' | '；' | '、' | '（' | '）' | '(' | ')' | ':' | '：')
    });
    let mut names = Names { role, out: Vec::new(), organisation: None };
    for piece in value.split(['、', '，', ',', '；', ';', '/', '／', '|', '|']) {
        // 康绍棠（区粮食局
        if let Some((name, works_for)) = piece.split_once(['（', '('])
            && is_person(name.trim())
            && chrome().is_organisation(works_for.trim())
        {
            let organization = Some(works_for.trim().to_owned());
            names.out.push(Contributor { name: name.trim().to_owned(), organization, role });
            continue;
        }
        words(piece).iter().for_each(|word| names.word(word));
        names.end_of_piece(value);
    }
    names.out
}

/// The words of a piece between commas; a name that is spread with blanks is one: 康 绍 棠, 卓　尔, 欧阳　明.
fn words(piece: &str) -> Vec<String> {
    let single = |w: &str| w.chars().count() == 1 && w.chars().all(is_han);
    let mut rest: Vec<&str> = piece.split_whitespace().collect();
    let spread = rest.concat();
    let letters = rest.iter().all(|w| single(w));
    if letters && (rest.len() == 3 || rest.len() == 4 && chrome().has_double_surname(&spread)) {
        return vec![spread];
    }
    let mut out = Vec::new();
    rest.reverse();
    while let Some(word) = rest.pop() {
        // A surname of two characters is no whole name.
        let double = word.chars().count() == 2 && chrome().has_double_surname(word);
        let given = |next: &str| next.chars().count() <= 2 && next.chars().all(is_han);
        let goes_on = |next: &&str| single(word) && single(next) || double && given(next);
        match rest.last().copied().filter(|next| goes_on(next)) {
            Some(next) => {
                out.push(format!("{word}{next}"));
                rest.pop();
            }
            None => out.push(word.to_owned()),
        }
    }
    out
}

/// A list of names while it is read.
struct Names {
    role: Role,
    out: Vec<Contributor>,
    /// Whom those that follow sign for.
    organisation: Option<String>,
}

impl Names {
    fn signs_for(&self, organisation: &str) -> bool {
        self.out.iter().any(|c| c.organization.as_deref() == Some(organisation))
    }

    /// Takes a word: a person, an organisation, or nothing that names anybody.
    fn word(&mut self, word: &str) {
        let edge = |c: char| matches!(c, '（' | '）' | '(' | ')' | '：' | ':' | '[' | ']' | '【' | '】');
        let name = without_task(word.trim_matches(edge));
        let role_word = || chrome().roles.iter().any(|r| r == name) || chrome().label(name).is_some();
        let button = || chrome().is_token(name) || name == "图" || chrome().counts(name);
        let letters = name.contains(char::is_alphabetic) && name.chars().nth(30).is_none();
        if !letters || role_word() || button() {
            return;
        }
        if chrome().is_organisation(name) && !is_person_like(name) {
            if let Some(before) = self.organisation.replace(name.to_owned())
                && !self.signs_for(&before)
            {
                self.out.push(Contributor { name: before, organization: None, role: self.role });
            }
        } else if !name.contains(['。', '！', '？', '：', ':']) {
            let organization = self.organisation.clone();
            self.out.push(Contributor { name: name.to_owned(), organization, role: self.role });
        }
    }

    /// An organisation that nobody signs for signs itself; one that somebody signs for goes on to the names
    /// behind the next 、.
    fn end_of_piece(&mut self, value: &str) {
        let Some(alone) = self.organisation.clone().filter(|o| !self.signs_for(o)) else { return };
        let behind = value.split(alone.as_str()).nth(1);
        if !behind.is_some_and(|rest| rest.trim().starts_with(|c: char| is_han(c))) {
            self.out.push(Contributor { name: alone, organization: None, role: self.role });
            self.organisation = None;
        }
    }
}

/// A person's name without what the person did: 张三供稿, 李四摄影.
fn without_task(word: &str) -> &str {
    let done = chrome().after.iter().chain(&chrome().beside).filter(|verb| verb.chars().count() >= 2);
    let mut names = done.filter_map(|verb| word.strip_suffix(verb.as_str()));
    names.find(|name| is_person(name)).unwrap_or(word)
}

/// Two to four Han characters, or a foreign name with its dot.
pub(super) fn is_person(name: &str) -> bool {
    let count = name.chars().count();
    let han = name.chars().all(is_han);
    (han && (2..=4).contains(&count) && (!chrome().is_organisation(name) || is_person_like(name)))
        || (name.contains('·') && (4..=12).contains(&count))
}

/// Whether a name of three characters that ends like an organisation is a person's: 王建社, 王春会; not 董事会.
fn is_person_like(name: &str) -> bool {
    name.chars().count() == 3 && chrome().has_surname(name) && chrome().ends_like_given(name)
}

/// Whether a name begins as names do, where nothing else says that it is one: 下略 does not.
pub(super) fn may_be_named(name: &str) -> bool {
    name.contains('·') || chrome().has_surname(name)
}
