//! Tells the names of persons and organisations from other words.

use super::Chrome;

impl Chrome {
    /// Whether a name is that of an organisation, by how it ends.
    pub fn is_organisation(&self, name: &str) -> bool {
        self.organisations.end(name) && name.chars().nth(2).is_some()
    }

    /// Whether a name is one that content systems put where a person's should stand.
    pub fn is_clerk(&self, name: &str) -> bool {
        self.clerks.contains(name)
    }

    /// Whether a name of two or three characters begins with a surname; a longer one with two characters of
    /// surnames.
    pub fn has_surname(&self, name: &str) -> bool {
        let mut chars = name.chars();
        let surname = |c: Option<char>| c.is_some_and(|c| self.surnames.contains(&c));
        let (first, second) = (surname(chars.next()), surname(chars.next()));
        let long = chars.nth(1).is_some();
        self.has_double_surname(name) || first && (!long || second)
    }

    /// Whether a name ends as given names do although organisations do, too: 王建社, not 董事会.
    pub fn ends_like_given(&self, name: &str) -> bool {
        let ends = |list: &[String]| list.iter().any(|end| name.ends_with(end.as_str()));
        ends(&self.given_ends) && !ends(&self.no_given_ends)
    }

    /// Whether a word beside a name counts readers.
    pub fn counts(&self, word: &str) -> bool {
        self.counters.iter().any(|w| word.contains(w.as_str()))
    }

    /// Whether what stands in brackets at the end of a text is a remark and no name.
    pub fn is_no_name(&self, text: &str) -> bool {
        self.no_names.contains(text)
    }

    /// Whether a name begins with a surname of two characters.
    pub fn has_double_surname(&self, name: &str) -> bool {
        self.double_surnames.iter().any(|surname| name.starts_with(surname.as_str()))
    }
}
