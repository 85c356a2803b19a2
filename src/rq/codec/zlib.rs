//! zlib: how RQ packs `data`, `exc_info` and `exc_string`.

use super::Opaque;
use flate2::{Compression, Decompress, FlushDecompress, Status, write::ZlibEncoder};
use std::cell::RefCell;
use std::io::Write;

/// What the buffer holds between two calls, in bytes. Nearly all fields fit, and are inflated in one step.
const KEPT: usize = 64 << 10;

/// Inflates one field after the other with one decompressor and one buffer, which is several times faster
/// than making them anew for each job.
pub struct Inflater {
    state: Decompress,
    out: Vec<u8>,
}

/// How one attempt with a buffer of a given size ended.
enum Attempt {
    /// The stream is complete; so many bytes.
    Done(usize),
    /// The buffer is full, and the stream is not at its end.
    Full,
    /// Not a zlib stream, or one that is cut or damaged.
    Bad,
}

impl Inflater {
    pub fn new() -> Inflater {
        Inflater { state: Decompress::new(true), out: Vec::new() }
    }

    /// What `bytes` inflate to, or `bytes` themselves where they are no zlib stream: RQ's reader takes those
    /// as already inflated. At most `cap` bytes, else [`Opaque::TooLarge`].
    pub fn inflate<'a>(&'a mut self, bytes: &'a [u8], cap: usize) -> Result<&'a [u8], Opaque> {
        if !has_header(bytes) {
            return if bytes.len() <= cap { Ok(bytes) } else { Err(Opaque::TooLarge(cap)) };
        }
        if self.out.len() > KEPT {
            self.out = Vec::new();
        }
        // Starting over with a larger buffer costs less than going through the decompressor's window:
        // each attempt is 16 times the one before, so all but the last together are a fraction of it.
        let mut size = KEPT;
        loop {
            match self.attempt(bytes, size.min(cap)) {
                Attempt::Done(len) => return Ok(&self.out[..len]),
                Attempt::Full if size < cap => size *= 16,
                Attempt::Full => return Err(Opaque::TooLarge(cap)),
                Attempt::Bad => return plain(bytes),
            }
        }
    }

    /// The first bytes, at most `size`, of what `bytes` inflate to: enough to read a function's name.
    pub fn prefix<'a>(&'a mut self, bytes: &'a [u8], size: usize) -> Result<&'a [u8], Opaque> {
        if !has_header(bytes) {
            return Ok(&bytes[..bytes.len().min(size)]);
        }
        match self.attempt(bytes, size) {
            Attempt::Done(len) => Ok(&self.out[..len]),
            Attempt::Full => Ok(&self.out[..size]),
            Attempt::Bad => plain(bytes),
        }
    }

    fn attempt(&mut self, bytes: &[u8], size: usize) -> Attempt {
        if self.out.len() < size {
            self.out.resize(size, 0);
        }
        self.state.reset(true);
        let status = self.state.decompress(bytes, &mut self.out[..size], FlushDecompress::Finish);
        let written = self.state.total_out() as usize;
        match status {
            Ok(Status::StreamEnd) => Attempt::Done(written),
            Ok(_) if written == size => Attempt::Full,
            _ => Attempt::Bad,
        }
    }
}

impl Default for Inflater {
    fn default() -> Inflater {
        Inflater::new()
    }
}

/// Runs `work` with this thread's inflater. `work` must not call `with` again.
pub(super) fn with<R>(work: impl FnOnce(&mut Inflater) -> R) -> R {
    thread_local!(static INFLATER: RefCell<Inflater> = RefCell::new(Inflater::new()));
    INFLATER.with_borrow_mut(work)
}

/// Packs a text as Python's `zlib.compress` does. The empty text gives `78 9c 03 00 00 00 00 01`, which RQ
/// leaves in `exc_info` when it requeues a job.
pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing to a Vec cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// RFC 1950: method 8, and the first two bytes are a multiple of 31.
fn has_header(bytes: &[u8]) -> bool {
    matches!(bytes, [first, second, ..]
        if first & 0x8f == 0x08 && (u16::from(*first) << 8 | u16::from(*second)).is_multiple_of(31))
}

/// Some texts begin like zlib by chance (`x^`, `hC`, and `(S`, the start of an old pickle). They are text;
/// a stream that broke is not.
fn plain(bytes: &[u8]) -> Result<&[u8], Opaque> {
    if std::str::from_utf8(bytes).is_ok() { Ok(bytes) } else { Err(Opaque::Zlib) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_empty_text_packs_to_the_bytes_that_rq_writes() {
        assert_eq!(deflate(b""), [0x78, 0x9c, 3, 0, 0, 0, 0, 1]);
    }

    #[test]
    fn bytes_that_are_not_zlib_pass_as_they_are() {
        let mut inflater = Inflater::new();
        for raw in [&b""[..], b"x", b"x^y", b"hC", b"(S'shop.f'\n", b"Traceback", b"\x80\x05N."] {
            assert_eq!(inflater.inflate(raw, 100), Ok(raw), "{raw:?}");
            assert_eq!(inflater.prefix(raw, 100), Ok(raw), "{raw:?}");
        }
    }

    #[test]
    fn a_broken_stream_is_opaque() {
        let whole = deflate(&[b"some text".as_slice(), &[0xff; 300]].concat());
        let mut flipped = whole.clone();
        *flipped.last_mut().unwrap() ^= 1;
        for broken in [&whole[..whole.len() - 1], &whole[..whole.len() / 2], &flipped] {
            assert_eq!(Inflater::new().inflate(broken, 1000), Err(Opaque::Zlib));
        }
    }

    #[test]
    fn a_bomb_stops_at_the_cap() {
        let bomb = deflate(&vec![0; 2 << 20]);
        assert!(bomb.len() < 10_000);
        let mut inflater = Inflater::new();
        assert_eq!(inflater.inflate(&bomb, 1 << 20), Err(Opaque::TooLarge(1 << 20)));
        assert_eq!(inflater.prefix(&bomb, 10), Ok(&[0; 10][..]));
        assert_eq!(inflater.inflate(&deflate(b"next"), 100), Ok(&b"next"[..]));
        assert!(inflater.out.len() <= KEPT, "a large buffer is given back");
    }

    #[test]
    fn the_cap_counts_inflated_bytes_exactly() {
        for len in [0, 1, 100, KEPT - 1, KEPT, KEPT + 1, 17 * KEPT] {
            let text: Vec<u8> = (0..len).map(|i| (i * i % 251) as u8).collect();
            let packed = deflate(&text);
            assert_eq!(Inflater::new().inflate(&packed, len), Ok(&text[..]), "{len}");
            if len > 0 {
                assert_eq!(
                    Inflater::new().inflate(&packed, len - 1),
                    Err(Opaque::TooLarge(len - 1)),
                    "{len}"
                );
                assert_eq!(Inflater::new().prefix(&packed, len - 1), Ok(&text[..len - 1]), "{len}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_was_packed_comes_back(texts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..4)) {
            let mut inflater = Inflater::new();
            for text in texts {
                let packed = deflate(&text);
                prop_assert_eq!(inflater.inflate(&packed, 300), Ok(&text[..]));
            }
        }

        #[test]
        fn any_bytes_give_an_answer_within_the_cap(bytes in prop::collection::vec(any::<u8>(), 0..500), cap in 0usize..2000) {
            for start in [&[][..], &[0x78, 0x9c]] {
                let bytes = [start, &bytes].concat();
                if let Ok(out) = Inflater::new().inflate(&bytes, cap) {
                    prop_assert!(out.len() <= cap || out == bytes);
                }
            }
        }
    }
}
