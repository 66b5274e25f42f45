//! Tells what room a character takes, and counts those of a text: most of them by their first byte.

/// The blanks since the last character.
#[derive(Default)]
pub(super) struct Blanks {
    pub(super) any: bool,
    /// How many a reader sees: white space of the source counts once.
    pub(super) seen: u32,
    /// How many U+0020 in one line of the source.
    spaces: u32,
    broken: bool,
    ideographic: bool,
}

impl Blanks {
    pub(super) fn add(&mut self, c: char) {
        self.any = true;
        match c {
            ' ' => self.spaces += 1,
            '\n' | '\t' | '\r' | '\u{c}' => self.broken = true,
            '\u{3000}' | '\u{2003}' => (self.seen, self.ideographic) = (self.seen + 2, true),
            _ => self.seen += 1,
        }
    }

    /// Adds the white space of the source at the start of a text: between tags there is much of it. Gives how many
    /// bytes it takes.
    pub(super) fn add_source(&mut self, text: &[u8]) -> usize {
        let is_blank = |b: &u8| matches!(b, b' ' | b'\n' | b'\t' | b'\r' | b'\x0c');
        let length = match text.first() {
            Some(first) if is_blank(first) => text.iter().position(|b| !is_blank(b)).unwrap_or(text.len()),
            _ => return 0,
        };
        self.add_only_source(text.get(..length).unwrap_or_default());
        length
    }

    /// Adds a text that is nothing but white space of the source.
    pub(super) fn add_only_source(&mut self, blanks: &[u8]) {
        // How many spaces there are matters in one line only, which most leave with the first byte.
        self.any |= !blanks.is_empty();
        self.broken = self.broken || blanks.iter().any(|b| *b != b' ');
        self.spaces = self.spaces.saturating_add(u32::try_from(blanks.len()).unwrap_or(u32::MAX));
    }

    pub(super) fn wide(&self) -> bool {
        let source = self.spaces > 0 || self.broken;
        self.ideographic || self.seen + u32::from(source) >= 2 || (self.spaces >= 2 && !self.broken)
    }
}

/// What room a character takes.
#[derive(Clone, Copy)]
pub(super) enum Room {
    Ink,
    Blank,
    /// It is none that a reader sees, not even as a blank.
    None,
}

/// What is counted of a run of characters without a blank.
#[derive(Default)]
pub(super) struct Word {
    pub(super) chars: u32,
    pub(super) stops: u32,
}

impl Word {
    /// Adds the characters at the start of a text that need not be decoded, being neither blanks nor stops: signs of
    /// ASCII, and Han characters of those that the first of their three bytes tells, U+4000 to U+9FFF. They are most of
    /// a text. Gives how many bytes they take.
    pub(super) fn add_plain(&mut self, text: &[u8]) -> usize {
        let mut at = 0;
        loop {
            match text.get(at) {
                Some(0xe4..=0xe9) => at += 3,
                Some(b'!'..=b'~') => at += 1,
                _ => return at,
            }
            self.chars += 1;
        }
    }

    pub(super) fn add(&mut self, c: char) {
        self.chars += 1;
        self.stops += u32::from(matches!(c, '，' | '。' | '；' | '、' | '！' | '？' | '”' | '」'));
    }
}

/// Whether a character takes no room: it stands where a line may be broken, or says in which direction to read.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
    )
}

/// Whether a character is white space that folds, or is as good as none.
pub(super) fn is_blank(c: char) -> bool {
    match c {
        '!'..='~' | '\u{3001}'..='\u{fefe}' => false,
        '\u{200b}' | '\u{feff}' => true,
        _ => c.is_whitespace(),
    }
}
