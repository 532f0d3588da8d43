//! The input: mapped files, cut at line ends, handed to threads chunk by chunk.

use std::fs::{read_dir, File};
use std::io::{Error, Result};
use std::os::unix::io::AsRawFd;
use std::sync::atomic::{AtomicUsize, Ordering};

pub type Bytes = &'static [u8];

const CHUNK: usize = 4 << 20;

extern "C" {
    fn mmap(at: *mut u8, size: usize, access: i32, flags: i32, file: i32, offset: i64) -> *mut u8;
    fn memchr(bytes: *const u8, byte: i32, size: usize) -> *const u8;
    fn memrchr(bytes: *const u8, byte: i32, size: usize) -> *const u8;
}

/// Maps a file for the rest of the process. REQUIRES: nobody truncates it meanwhile.
pub fn map(path: &str) -> Result<Bytes> {
    const PROT_READ: i32 = 1;
    const MAP_SHARED: i32 = 1;
    let file = File::open(path)?;
    let size = file.metadata()?.len() as usize;
    if size == 0 {
        return Ok(&[]);
    }
    // SAFETY: a fresh mapping of `size` bytes, never unmapped; failure is checked before use.
    unsafe {
        let at = mmap(std::ptr::null_mut(), size, PROT_READ, MAP_SHARED, file.as_raw_fd(), 0);
        if at as isize == -1 {
            return Err(Error::last_os_error());
        }
        Ok(std::slice::from_raw_parts(at, size))
    }
}

/// Maps the files of a folder; answers path and content of each, in the order of the paths.
pub fn map_folder(folder: &str) -> Result<Vec<(String, Bytes)>> {
    let mut paths = Vec::new();
    for entry in read_dir(folder)? {
        paths.push(format!("{}/{}", folder, entry?.file_name().to_string_lossy()));
    }
    paths.sort_unstable();
    paths.into_iter().map(|path| map(&path).map(|data| (path, data))).collect()
}

/// Index of the first `byte`, or the length.
#[inline]
pub fn find(bytes: &[u8], byte: u8) -> usize {
    // SAFETY: memchr reads within the slice and answers null or a pointer into it.
    unsafe {
        let at = memchr(bytes.as_ptr(), byte as i32, bytes.len());
        if at.is_null() {
            bytes.len()
        } else {
            at.offset_from(bytes.as_ptr()) as usize
        }
    }
}

/// What follows the last `byte`. REQUIRES: there is one.
#[inline]
pub fn after_last(bytes: &[u8], byte: u8) -> &[u8] {
    // SAFETY: as for `find`; the caller promises that the pointer is not null.
    unsafe {
        let at = memrchr(bytes.as_ptr(), byte as i32, bytes.len());
        &bytes[at.offset_from(bytes.as_ptr()) as usize + 1..]
    }
}

#[inline]
pub fn number(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |value, digit| value * 10 + (digit & 15) as u64)
}

#[inline]
pub fn for_each_line(bytes: Bytes, mut body: impl FnMut(Bytes)) {
    let mut start = 0;
    while start < bytes.len() {
        let end = start + find(&bytes[start..], b'\n');
        body(&bytes[start..end]);
        start = end + 1;
    }
}

pub fn threads() -> usize {
    let value = std::env::var("THREADS").unwrap_or_default();
    value.parse().unwrap_or(2)
}

/// Each thread folds chunks of whole lines into a value of its own; answers those values.
pub fn parallel<T: Send>(
    data: Bytes,
    initial: impl Fn() -> T + Sync,
    fold: impl Fn(Bytes, &mut T) + Sync,
) -> Vec<T> {
    parallel_files(&[data], initial, |_, chunk, value| fold(chunk, value))
}

/// The same with several files; `fold` is told the index of the file, which never decreases within a thread.
pub fn parallel_files<T: Send>(
    files: &[Bytes],
    initial: impl Fn() -> T + Sync,
    fold: impl Fn(usize, Bytes, &mut T) + Sync,
) -> Vec<T> {
    let chunks: Vec<(usize, Bytes)> = files
        .iter()
        .enumerate()
        .flat_map(|(file, data)| chunks(data).map(move |chunk| (file, chunk)))
        .collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut value = initial();
        while let Some(&(file, chunk)) = chunks.get(next.fetch_add(1, Ordering::Relaxed)) {
            fold(file, chunk, &mut value);
        }
        value
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads()).map(|_| scope.spawn(&work)).collect();
        workers.into_iter().map(|worker| worker.join().expect("a worker panicked")).collect()
    })
}

/// Whole lines, about CHUNK bytes at a time.
fn chunks(data: Bytes) -> impl Iterator<Item = Bytes> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = &data[start..];
        let size = match rest.get(CHUNK..) {
            Some(more) => (CHUNK + find(more, b'\n') + 1).min(rest.len()),
            None => rest.len(),
        };
        start += size;
        (size > 0).then(|| &rest[..size])
    })
}
