//! Reading and writing the TLS presentation syntax (RFC 8446 section 3), and numbers in text. Nothing here knows what the bytes mean.
//!
//! The reader never panics, never allocates and never reads past its input. Each decoder turns the `None` it gets here into an
//! error of its own operation.

/// Takes fields off the front of a byte string. Every call gives `None` when the input is too short or a length is out of bounds.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next `count` bytes.
    pub(crate) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    /// `opaque name[N]`: a field of fixed length.
    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*taken)
    }

    /// `uint8`
    pub(crate) fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// `uint16`, big-endian.
    pub(crate) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    /// `uint64`, big-endian.
    pub(crate) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_be_bytes)
    }

    /// `opaque name<min..max>` with a two-byte length.
    pub(crate) fn opaque(&mut self, min: usize, max: usize) -> Option<&'a [u8]> {
        let length = usize::from(self.u16()?);
        if length < min || length > max {
            return None;
        }
        self.take(length)
    }

    /// The same as [`Reader::opaque`], which must be UTF-8.
    pub(crate) fn text(&mut self, min: usize, max: usize) -> Option<&'a str> {
        core::str::from_utf8(self.opaque(min, max)?).ok()
    }

    /// Everything that has not been read yet.
    pub(crate) fn rest(self) -> &'a [u8] {
        self.rest
    }

    /// `Some` only when nothing is left: no decoder accepts trailing bytes.
    pub(crate) fn finish(self) -> Option<()> {
        self.rest.is_empty().then_some(())
    }
}

/// Appends `opaque name<..2^16-1>`: a two-byte length and the bytes. The caller has checked the length against the field's own limit.
pub(crate) fn put_opaque(out: &mut Vec<u8>, bytes: &[u8]) {
    let length = u16::try_from(bytes.len()).expect("callers check each field against a limit far below 65,536 bytes");
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(bytes);
}

/// Reads exactly `N` bytes of hexadecimal, in either case.
pub(crate) fn read_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let read = base16ct::mixed::decode(text, &mut bytes).ok()?.len();
    (read == N).then_some(bytes)
}

/// Reads a decimal number as C2SP writes it: ASCII digits, no sign, no leading zero unless it is `0` itself.
pub(crate) fn read_decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}
