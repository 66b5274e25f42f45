//! Normal forms: EDTF dates, decimals, ISO 8601 durations, UCUM units. Knows no Chinese.
