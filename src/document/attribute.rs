//! The attributes of which something is read.

use std::borrow::Cow;

use super::style::trimmed;

/// An attribute: its name, its value without character references.
pub(super) struct Attribute<'t> {
    pub(super) name: Key,
    pub(super) value: Cow<'t, str>,
}

impl<'t> Attribute<'t> {
    /// Its value without the blanks around it.
    pub(super) fn trimmed(&self) -> &str {
        trimmed(&self.value)
    }

    /// The same, to be kept.
    pub(super) fn kept(&self) -> Cow<'t, str> {
        match &self.value {
            Cow::Borrowed(value) => Cow::Borrowed(trimmed(value)),
            Cow::Owned(value) => Cow::Owned(trimmed(value).to_owned()),
        }
    }
}

/// The longest name that is read.
const LONGEST: usize = "data-actualsrc".len();

macro_rules! names {
    ($($text:literal $name:ident,)+) => {
        /// The name of an attribute that the layout reads or by which the tree builder decides. It is compared for each
        /// attribute of a page, hence no text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Key {
            $($name,)+
        }

        const fn of_lower(name: &[u8]) -> Option<Key> {
            match name {
                $($text => Some(Key::$name),)+
                _ => None,
            }
        }
    };
}

names! {
    b"_src" UnderscoreSrc,
    b"align" Align,
    b"alt" Alt,
    b"border" Border,
    b"class" Class,
    b"colspan" Colspan,
    b"content" Content,
    b"data-lazy-src" DataLazySrc,
    b"data-actualsrc" DataActualsrc,
    b"data-original" DataOriginal,
    b"data-src" DataSrc,
    b"encoding" Encoding,
    b"face" Face,
    b"file" File,
    b"height" Height,
    b"hidden" Hidden,
    b"href" Href,
    b"http-equiv" HttpEquiv,
    b"id" Id,
    b"itemprop" Itemprop,
    b"name" Name,
    b"original" Original,
    b"property" Property,
    b"role" Role,
    b"rowspan" Rowspan,
    b"src" Src,
    b"start" Start,
    b"style" Style,
    b"type" Type,
    b"value" Value,
    b"width" Width,
}

/// The attribute of a name, written in capitals or not; none where nothing of it is read.
pub(super) fn read(name: &[u8]) -> Option<Key> {
    let mut lower = [0; LONGEST];
    let lower = lower.get_mut(..name.len())?;
    lower.copy_from_slice(name);
    lower.make_ascii_lowercase();
    of_lower(lower)
}

/// The length of a frequent name that an equals sign follows, and what of it is read, where a text begins with one. Eight
/// bytes are looked at as one number: of most attributes no letter of the name need be looked at by itself.
pub(super) fn frequent(text: &[u8]) -> Option<(usize, Option<Key>)> {
    const EACH: u64 = u64::MAX / 0xff;
    let word = u64::from_le_bytes(*text.first_chunk()?);
    let unlike = word ^ (EACH * b'=' as u64);
    // The lowest bit that is set stands in the first equals sign.
    let equals = unlike.wrapping_sub(EACH) & !unlike & (EACH << 7);
    let bits = equals.trailing_zeros() & !7;
    // Letters fall together with none but letters by this.
    let name = (word | (EACH * 0x20)) & 1_u64.checked_shl(bits)?.wrapping_sub(1);
    Some((bits as usize / 8, known(name)?))
}

/// What is read of a frequent name that is given as a number; none where it is none of those.
fn known(name: u64) -> Option<Option<Key>> {
    macro_rules! among {
        ($($text:literal $constant:ident,)+) => {
            $(const $constant: u64 = number($text);)+
            match name {
                $($constant => Some(const { of_lower($text) }),)+
                _ => None,
            }
        };
    }
    among! {
        b"align" ALIGN,
        b"alt" ALT,
        b"border" BORDER,
        b"class" CLASS,
        b"color" COLOR,
        b"colspan" COLSPAN,
        b"height" HEIGHT,
        b"href" HREF,
        b"id" ID,
        b"name" NAME,
        b"onclick" ONCLICK,
        b"rowspan" ROWSPAN,
        b"size" SIZE,
        b"src" SRC,
        b"style" STYLE,
        b"target" TARGET,
        b"title" TITLE,
        b"type" TYPE,
        b"valign" VALIGN,
        b"value" VALUE,
        b"width" WIDTH,
    }
}

/// A name of less than eight letters as a number.
const fn number(name: &[u8]) -> u64 {
    let (mut number, mut at) = (0, 0);
    while at < name.len() {
        number |= (name[at] as u64) << (8 * at);
        at += 1;
    }
    number
}

/// The value of the attribute of a name, without the blanks around it.
pub(super) fn value<'a>(attrs: &'a [Attribute<'_>], name: Key) -> Option<&'a str> {
    attrs.iter().find(|attr| attr.name == name).map(Attribute::trimmed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_names_are_those_that_are_read() {
        let rows = [
            ("class=\"a", Some((5, Some(Key::Class)))),
            ("CoLsPaN=2", Some((7, Some(Key::Colspan)))),
            ("id=12345", Some((2, Some(Key::Id)))),
            ("title==a", Some((5, None))),
            ("class =a", None),
            ("x/class=a", None),
            ("=class=a", None),
            ("encoding=a", None),
            ("id=1", None),
        ];
        for (text, want) in rows {
            assert_eq!(frequent(text.as_bytes()), want, "{text}");
        }
        for name in [
            "align", "alt", "border", "class", "colspan", "height", "href", "id", "name", "rowspan", "src",
            "style", "type", "value", "width", "color", "onclick", "size", "target", "title", "valign",
        ] {
            let text = format!("{name}=\"12345678");
            assert_eq!(frequent(text.as_bytes()), Some((name.len(), read(name.as_bytes()))), "{name}");
        }
    }
}
