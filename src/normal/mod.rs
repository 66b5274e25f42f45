//! Normal forms: EDTF dates, exact decimals, ISO 8601 durations, printed numbers as intervals. Knows no Chinese.

pub mod decimal;
pub mod duration;
pub mod edtf;
pub mod printed;

pub use decimal::Decimal;
pub use duration::Duration;
pub use edtf::Day;
