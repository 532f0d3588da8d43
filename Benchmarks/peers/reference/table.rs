//! Hash tables with a short multiplicative hash, and their merge.

use crate::input::Bytes;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};

pub type Build = BuildHasherDefault<ShortHasher>;
pub type Table<K, V> = HashMap<K, V, Build>;
pub type ByteTable<V> = Table<Bytes, V>;

#[derive(Default)]
pub struct ShortHasher(u64);

impl Hasher for ShortHasher {
    #[inline]
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let step = |hash: u64, word: [u8; 8]| {
            (hash.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517cc1b727220a95)
        };
        let mut hash = self.0 ^ bytes.len() as u64;
        let mut words = bytes.chunks_exact(8);
        for word in &mut words {
            hash = step(hash, word.try_into().unwrap());
        }
        let rest = words.remainder();
        if !rest.is_empty() {
            let mut word = [0u8; 8];
            word[..rest.len()].copy_from_slice(rest);
            hash = step(hash, word);
        }
        self.0 = hash ^ (hash >> 32);
    }

    #[inline]
    fn write_u64(&mut self, value: u64) {
        let hash = (self.0 ^ value).wrapping_mul(0x9E3779B97F4A7C15);
        self.0 = hash ^ (hash >> 32);
    }

    #[inline]
    fn write_u128(&mut self, value: u128) {
        self.write_u64(value as u64 ^ ((value >> 64) as u64).rotate_left(23));
    }

    /// The length of a slice, which `write` counts in anyway.
    #[inline]
    fn write_usize(&mut self, _: usize) {}
}

/// Merges the tables of all threads into the first.
pub fn merged<K: Eq + Hash, V: Default>(
    tables: Vec<Table<K, V>>,
    merge: impl Fn(&mut V, V),
) -> Table<K, V> {
    let mut tables = tables.into_iter();
    let mut all = tables.next().unwrap_or_default();
    for table in tables {
        for (key, value) in table {
            merge(all.entry(key).or_default(), value);
        }
    }
    all
}

/// The entries in order of their keys.
pub fn ordered<K: Ord, V>(table: Table<K, V>) -> Vec<(K, V)> {
    let mut entries: Vec<_> = table.into_iter().collect();
    entries.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    entries
}
