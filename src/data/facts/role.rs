//! The roles of words, by the tables of `facts.toml`; the build reads this file, too.

/// What a word is, as far as a name ends at it: a set, because 完成 governs a noun and links it to a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Role(pub(super) u32);

/// A verb that is no part of a name.
pub const VERB: Role = Role(1);
/// A verb at the head of a clause, a noun elsewhere.
pub const ACT: Role = Role(1 << 1);
/// A head that makes one name with such a word.
pub const COMPOUND: Role = Role(1 << 2);
/// A verb with its own object.
pub const WHOLE: Role = Role(1 << 3);
/// Between a name and its number.
pub const LINK: Role = Role(1 << 4);
/// An adverb, preposition, conjunction or pronoun.
pub const STOP: Role = Role(1 << 5);
/// A scope of time, place or body before a name.
pub const SCOPE: Role = Role(1 << 6);
/// A noun of quantity.
pub const QUANTITY: Role = Role(1 << 7);
/// A name that holds other words.
pub const NOUN: Role = Role(1 << 8);
/// A rise.
pub const UP: Role = Role(1 << 9);
/// A fall.
pub const DOWN: Role = Role(1 << 10);
/// What makes a level of a change.
pub const LEVEL: Role = Role(1 << 11);
/// 同比.
pub const COMPARE: Role = Role(1 << 12);
/// A head noun of persons and bodies.
pub const BODY: Role = Role(1 << 13);
/// A verb that tells the state of the thing.
pub const STATE: Role = Role(1 << 15);
/// A verb that deals with what the number before counts.
pub const AGAIN: Role = Role(1 << 14);
/// A body that owns what is named behind it.
pub const OWNER: Role = Role(1 << 16);
/// What a body that is counted owns, counted in its turn.
pub const OWNED: Role = Role(1 << 19);
/// A word before the name at the beginning of a clause.
pub const LEAD: Role = Role(1 << 20);
/// A verb that works on a thing that there is.
pub const MEND: Role = Role(1 << 17);
/// A thing that such a verb works on, though it makes a name with other verbs.
pub const THING: Role = Role(1 << 18);

impl Role {
    /// Both sets together.
    pub const fn or(self, other: Role) -> Role {
        Role(self.0 | other.0)
    }

    /// Whether the sets have something in common.
    pub const fn is(self, other: Role) -> bool {
        self.0 & other.0 != 0
    }
}

/// The role that a table gives its words.
pub fn role(table: &str) -> Option<Role> {
    Some(match table {
        "verb" => VERB,
        "act" => ACT,
        "compound" => COMPOUND,
        "whole" => WHOLE,
        "link" => LINK,
        "stop" => STOP,
        "scope" => SCOPE,
        "quantity" | "extent" => QUANTITY,
        "noun" => NOUN,
        "up" | "more" | "above" => UP,
        "down" | "less" | "below" => DOWN,
        "level" => LEVEL,
        "compare" => COMPARE,
        "body" => BODY,
        "again" => AGAIN,
        "state" => STATE,
        "owner" => OWNER,
        "mend" => MEND,
        "lead" => LEAD,
        "owned" => OWNED,
        "thing" => THING,
        _ => return None,
    })
}
