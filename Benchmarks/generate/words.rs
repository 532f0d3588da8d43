//! Pronounceable words, frequent ones short, as in a natural language.

use crate::random::Random;
use std::collections::HashSet;

// Each letter stands as often as it should be drawn.
const CONSONANTS: &[u8] = b"tttttnnnnnsssshhhrrrrddddlllccmmwwffggyppbbvkxjqz";
const VOWELS: &[u8] = b"eeeeeeeaaaaaooooiiiiuu";

/// A word of `length` letters in which runs of vowels and consonants are at most two long.
fn word(random: &mut Random, length: usize) -> String {
    let mut word = String::new();
    let mut vowel = random.unit() < 0.4;
    let mut run = 0;
    while word.len() < length {
        let letters = if vowel { VOWELS } else { CONSONANTS };
        word.push(letters[random.below(letters.len())] as char);
        run += 1;
        if run >= 2 || random.unit() < if vowel { 0.85 } else { 0.65 } {
            vowel = !vowel;
            run = 0;
        }
    }
    word
}

/// `count` distinct words; mean and spread of the length grow with the logarithm of the rank.
pub fn distinct_words(random: &mut Random, count: usize) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut words = Vec::with_capacity(count);
    for rank in 1..=count {
        let mean = 1.9 + 0.5 * (rank as f64).ln();
        let deviation = 0.8 + 0.13 * (rank as f64).ln();
        let mut tries = 0;
        loop {
            let length = (mean + deviation * random.gauss() + tries as f64 * 0.1).round();
            let candidate = word(random, length.max(1.0).min(24.0) as usize);
            if seen.insert(candidate.clone()) {
                words.push(candidate);
                break;
            }
            tries += 1;
        }
    }
    words
}
