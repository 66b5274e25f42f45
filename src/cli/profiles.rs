//! Reads the profiles and overrides of a run: those beside its inputs, then the files given.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use nianjian::data::Profiles;

use super::status::CliError;

/// The name of an override file: in a folder that is an input, or beside a file that is one.
const BESIDE: &str = "nianjian.toml";

/// The overrides beside the inputs, then the files given: the later overrule the earlier.
pub fn read<'a>(inputs: impl IntoIterator<Item = &'a Path>, given: &[PathBuf]) -> Result<Profiles, CliError> {
    let beside: BTreeSet<PathBuf> = inputs
        .into_iter()
        .map(|input| if input.is_dir() { input.join(BESIDE) } else { input.with_file_name(BESIDE) })
        .filter(|file| file.is_file())
        .collect();
    let mut all = Profiles::default();
    for file in beside.iter().chain(given) {
        let name = file.display();
        let text = fs::read_to_string(file).map_err(|e| CliError::usage(format!("{name}: {e}")))?;
        let read =
            Profiles::read(&text).map_err(|e| CliError::usage(format!("{name}: expected profiles: {e}")))?;
        all.extend(read);
    }
    Ok(all)
}
