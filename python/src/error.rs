//! Says to Python why a page gives no record.

use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

create_exception!(
    nianjian,
    Rejection,
    PyValueError,
    "A page gives no record. `reason` is a stable name in kebab-case, `message` says what was found."
);
create_exception!(
    nianjian,
    Failure,
    Rejection,
    "The page should give a record and does not. `stage` gave up, `advice` says what to do."
);
create_exception!(nianjian, Skip, Rejection, "The bytes are no article at all, such as a list of links.");

/// The exception for a rejection, its parts as attributes.
pub fn raise(py: Python<'_>, rejection: &nianjian::Rejection) -> PyErr {
    let (error, parts) = match rejection {
        nianjian::Rejection::Failed(x) => (
            Failure::new_err(rejection.to_string()),
            vec![("stage", &x.stage), ("reason", &x.reason), ("message", &x.message), ("advice", &x.advice)],
        ),
        nianjian::Rejection::Skipped(x) => {
            (Skip::new_err(rejection.to_string()), vec![("reason", &x.reason), ("message", &x.message)])
        }
    };
    for (name, part) in parts {
        if let Err(e) = error.value(py).setattr(name, part) {
            return e;
        }
    }
    error
}
