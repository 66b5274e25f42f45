//! Writes a record as one line of JSON: byte for byte what `serde_json` writes, with fewer calls a field. That looked at
//! each byte of each text and of each name of a field, which took a tenth of the instructions of a small page.

use std::io::Write;

use serde::ser::{Error, Impossible, Serialize, SerializeSeq, SerializeStruct, Serializer};

type Result<T = ()> = serde_json::Result<T>;
type Never = Impossible<(), serde_json::Error>;

/// What the JSON is written to.
pub(super) struct Line<W> {
    pub(super) out: W,
}

impl<W: Write> Line<W> {
    fn put(&mut self, bytes: &[u8]) -> Result {
        self.out.write_all(bytes).map_err(serde_json::Error::io)
    }
}

/// Whether a text stands in JSON as it is: no quotation mark, no backslash, no control character.
fn is_plain(text: &str) -> bool {
    const ONES: u64 = u64::MAX / 255;
    // Of eight bytes at once whether one is below `least`, or is `byte`: then the highest bit of some byte is set.
    let below = |word: u64, least: u64| word.wrapping_sub(ONES * least) & !word;
    let is = |word: u64, byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    let odd = |eight: &[u8; 8]| {
        let word = u64::from_ne_bytes(*eight);
        (below(word, 0x20) | is(word, b'"') | is(word, b'\\')) & (ONES << 7)
    };
    let bytes = text.as_bytes();
    match bytes.last_chunk() {
        Some(last) => bytes.as_chunks().0.iter().fold(odd(last), |any, eight| any | odd(eight)) == 0,
        None => !bytes.iter().any(|b| *b < 0x20 || matches!(b, b'"' | b'\\')),
    }
}

/// Numbers and their like are left to `serde_json`.
macro_rules! plain {
    ($($method:ident($kind:ty))*) => {
        $(fn $method(self, value: $kind) -> Result {
            serde_json::Serializer::new(&mut self.out).$method(value)
        })*
    };
}

/// A record is made of structs, lists, texts, numbers and words of a choice, and of nothing else.
fn no_record<T>(what: &str) -> Result<T> {
    Err(Error::custom(format_args!("the program met a case that it does not know: {what}")))
}

impl<'l, W: Write> Serializer for &'l mut Line<W> {
    type Ok = ();
    type Error = serde_json::Error;
    type SerializeSeq = Open<'l, W>;
    type SerializeStruct = Open<'l, W>;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStructVariant = Never;

    plain! {
        serialize_bool(bool) serialize_char(char) serialize_bytes(&[u8]) serialize_f32(f32) serialize_f64(f64)
        serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64)
    }

    fn serialize_str(self, text: &str) -> Result {
        if !is_plain(text) {
            return serde_json::to_writer(&mut self.out, text);
        }
        self.put(b"\"")?;
        self.put(text.as_bytes())?;
        self.put(b"\"")
    }

    fn serialize_unit(self) -> Result {
        self.put(b"null")
    }

    fn serialize_none(self) -> Result {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'l, W>> {
        self.put(b"[")?;
        Ok(Open { line: self, holds: false })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'l, W>> {
        self.put(b"{")?;
        Ok(Open { line: self, holds: false })
    }

    fn serialize_tuple(self, _: usize) -> Result<Never> {
        no_record("a tuple")
    }

    fn serialize_tuple_struct(self, name: &'static str, _: usize) -> Result<Never> {
        no_record(name)
    }

    fn serialize_tuple_variant(self, name: &'static str, _: u32, _: &'static str, _: usize) -> Result<Never> {
        no_record(name)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Never> {
        no_record("a map")
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Never> {
        no_record(name)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result {
        no_record(name)
    }
}

/// A list or a struct that is being written.
pub(super) struct Open<'l, W> {
    line: &'l mut Line<W>,
    /// Whether it holds anything yet.
    holds: bool,
}

impl<W: Write> SerializeSeq for Open<'_, W> {
    type Ok = ();
    type Error = serde_json::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result {
        if std::mem::replace(&mut self.holds, true) {
            self.line.put(b",")?;
        }
        value.serialize(&mut *self.line)
    }

    fn end(self) -> Result {
        self.line.put(b"]")
    }
}

impl<W: Write> SerializeStruct for Open<'_, W> {
    type Ok = ();
    type Error = serde_json::Error;

    /// No name of a field holds what is escaped.
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result {
        self.line.put(if std::mem::replace(&mut self.holds, true) { b",\"" } else { b"\"" })?;
        self.line.put(name.as_bytes())?;
        self.line.put(b"\":")?;
        value.serialize(&mut *self.line)
    }

    fn end(self) -> Result {
        self.line.put(b"}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: &impl Serialize) -> Vec<u8> {
        let mut line = Line { out: Vec::new() };
        value.serialize(&mut line).expect("it is such as records are made of");
        line.out
    }

    #[test]
    fn texts_are_escaped_wherever_the_character_stands() {
        for length in 0..20 {
            for at in 0..length {
                for odd in
                    ['"', '\\', '\0', '\n', '\u{1f}', '\u{7f}', ' ', '!', '#', '[', 'ö', '鉴', '\u{2028}']
                {
                    let text: String = (0..length).map(|i| if i == at { odd } else { 'a' }).collect();
                    assert_eq!(
                        written(&text),
                        serde_json::to_vec(&text).expect("a text is JSON"),
                        "{text:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn lists_and_structs_are_as_serde_json_writes_them() {
        #[derive(serde::Serialize)]
        struct Outer {
            list: Vec<i32>,
            none: Option<String>,
            #[serde(skip_serializing_if = "Vec::is_empty")]
            skipped: Vec<u8>,
            inner: Vec<Option<Inner>>,
            last: bool,
        }
        #[derive(serde::Serialize)]
        struct Inner {
            #[serde(skip_serializing_if = "Option::is_none")]
            only: Option<f64>,
        }
        for list in [vec![], vec![-1], vec![i32::MIN, 0, i32::MAX]] {
            let inner = vec![None, Some(Inner { only: None }), Some(Inner { only: Some(-0.25) })];
            let outer = Outer { skipped: vec![0; list.len() % 2], list, none: None, inner, last: true };
            assert_eq!(written(&outer), serde_json::to_vec(&outer).expect("it is JSON"));
        }
    }
}
