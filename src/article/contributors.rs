//! Puts together who wrote, supplied or edited a text: who signs it, whom the date line names, whom the head names.

use crate::data::chrome;
use crate::record::{Contributor, Role};

use super::dateline::DateLine;
use super::{names, sign};

/// Who is named, and what named the authors first.
pub(super) fn gather(signed: Vec<Contributor>, dated: &DateLine) -> (Vec<Contributor>, &'static str) {
    // 作者单位 names nobody: it tells more of an author named elsewhere.
    let author = |c: &Contributor| c.role == Role::Contributor && !c.name.is_empty();
    let rule = if signed.iter().any(author) { "signature" } else { "date-line" };
    let person = |c: &Contributor| !chrome().is_clerk(&c.name);
    let mut all: Vec<Contributor> = signed.into_iter().filter(person).collect();
    for (label, value) in &dated.signed {
        all.extend(sign::labelled(*label, value).into_iter().filter(person));
    }
    if let Some(name) = dated.author.as_deref().filter(|_| !all.iter().any(author)) {
        all.extend(names::names(name, Role::Contributor).into_iter().filter(person));
    }
    sign::settle(&mut all);
    let mut seen: Vec<(String, Role)> = Vec::new();
    all.retain(|c| {
        let key = (c.name.clone(), c.role);
        let fresh = !seen.contains(&key);
        seen.push(key);
        fresh
    });
    (all, rule)
}
