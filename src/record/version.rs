//! Tells which versions of the record this program reads. A new version is added here with the
//! change that reads the one before; `docs/record.md`, "What may change in a record, and when".

use std::ops::RangeInclusive;

use serde::Deserialize;

use super::SCHEMA;

/// What stands before the number of the version.
const NAME: &str = "nianjian.record/";

/// The versions that this program reads.
const READ: RangeInclusive<u32> = 1..=2;

/// Why a schema is not read; None where it is.
///
/// ```
/// use nianjian::record::schema_fault;
/// assert_eq!(schema_fault("nianjian.record/1"), None);
/// assert!(schema_fault("nianjian.record/99").is_some_and(|f| f.contains("newer")));
/// ```
pub fn schema_fault(schema: &str) -> Option<String> {
    let version =
        schema.strip_prefix(NAME).filter(|n| !n.starts_with(['0', '+'])).and_then(|n| n.parse().ok());
    match version {
        Some(version) if READ.contains(&version) => None,
        Some(version) if version > *READ.end() => Some(format!(
            "expected a record of schema {SCHEMA} or older, found {schema:?}: a newer nianjian wrote it; update this one"
        )),
        _ => Some(format!(
            "expected a record of schema {SCHEMA}, found {schema:?}, which is none of nianjian's"
        )),
    }
}

/// Why a text is no record that this program reads, as far as the schema that it states tells; None where that
/// is one that is read.
pub fn text_fault(text: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Stated {
        schema: Option<String>,
    }
    match serde_json::from_str::<Stated>(text) {
        Ok(Stated { schema: Some(schema) }) => schema_fault(&schema),
        Ok(Stated { schema: None }) => Some("expected a record, found JSON without `schema`".to_owned()),
        Err(error) => Some(format!("expected a record as JSON: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_written_is_the_newest_read() {
        assert_eq!(SCHEMA, format!("{NAME}{}", READ.end()));
    }

    #[test]
    fn what_is_not_read_is_named() {
        for (schema, word) in [
            ("nianjian.record/3", "newer"),
            ("nianjian.record/0", "none of"),
            ("nianjian.record/01", "none of"),
            ("nianjian.record/x", "none of"),
            ("other/1", "none of"),
        ] {
            let fault = schema_fault(schema).unwrap_or_default();
            assert!(fault.contains(word) && fault.contains(schema), "{schema}: {fault}");
        }
        assert_eq!(text_fault(r#"{"schema": "nianjian.record/1", "more": 1}"#), None);
        assert!(text_fault("{}").is_some_and(|f| f.contains("without `schema`")));
        assert!(text_fault("{").is_some_and(|f| f.contains("JSON")));
    }
}
