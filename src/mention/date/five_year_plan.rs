//! Reads five-year plans that a word makes dates: “十二五”期间, 十三五时期.

use crate::data::words::words;
use crate::mention::Kind;
use crate::mention::cursor::starts;
use crate::mention::date::range::{Role, value};
use crate::mention::date::resolve::resolve;
use crate::mention::date::{Fine, Point, YearOf};
use crate::mention::found::Found;
use crate::mention::scan::Scan;

impl Scan<'_> {
    /// “十二五”期间, 十三五时期: a plan with the word that makes it a date.
    pub(crate) fn plan(&mut self, at: usize) -> Option<Found> {
        let open = matches!(self.chars.get(at), Some('“' | '「' | '"' | '‘' | '『'));
        let (end, years) = words().plan.at(self.chars, at + usize::from(open), |_, _| true)?;
        let quoted = open && matches!(self.chars.get(end), Some('”' | '」' | '"' | '’' | '』'));
        if open != quoted {
            return None;
        }
        let end = end + usize::from(quoted);
        let (role, end) = if starts(self.chars, end, "期间") {
            (Some(Role::During), end + 2)
        } else if starts(self.chars, end, "时期") {
            let stop = end + 2;
            if starts(self.chars, stop, "以来") {
                (Some(Role::Since), stop + 2)
            } else {
                (Some(Role::During), stop)
            }
        } else if starts(self.chars, end, "以来") {
            (Some(Role::Since), end + 2)
        } else {
            return None;
        };
        // 八五 and its like without quotes are numbers too.
        if !open
            && years.last < 2006
            && !starts(self.chars, end.saturating_sub(2), "期间")
            && !starts(self.chars, end.saturating_sub(2), "时期")
        {
            return None;
        }
        let mut start = at;
        if let Some((before, word)) = words().date_before.ending(self.chars, at, |i, _| i >= self.floor)
            && word.role == "since"
            && role == Some(Role::Since)
        {
            start = before;
        }
        let point =
            Point { fine: Fine::Years(years.first, years.last), ..Point::of(YearOf::Said(years.first)) };
        let resolved = resolve(&point, self.antecedents)?;
        Some(Found {
            basis: Some(resolved.basis),
            cue: Some(resolved.cue),
            relation: role.and_then(Role::relation),
            ..Found::new(Kind::Date, start, end, value(&resolved, None, role), "five-year plan")
        })
    }
}
