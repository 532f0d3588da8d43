//! Random numbers that are the same everywhere, and weighted choice in constant time.

use std::f64::consts::PI;

/// xoshiro256++, seeded through splitmix64.
pub struct Random([u64; 4]);

impl Random {
    pub fn new(seed: u64) -> Random {
        let mut counter = seed;
        let mut state = [0u64; 4];
        for word in state.iter_mut() {
            counter = counter.wrapping_add(0x9E3779B97F4A7C15);
            *word = mix(counter);
        }
        Random(state)
    }

    #[inline]
    pub fn bits(&mut self) -> u64 {
        let s = &mut self.0;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let shifted = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= shifted;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// Uniform in [0, 1).
    #[inline]
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform in 0..limit.
    #[inline]
    pub fn below(&mut self, limit: usize) -> usize {
        ((self.bits() as u128 * limit as u128) >> 64) as usize
    }

    /// Normal with mean 0 and deviation 1 (Box-Muller, one of the pair).
    pub fn gauss(&mut self) -> f64 {
        let u = 1.0 - self.unit();
        let v = self.unit();
        (-2.0 * u.ln()).sqrt() * (2.0 * PI * v).cos()
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.below(i + 1);
            items.swap(i, j);
        }
    }
}

/// The finaliser of splitmix64: a bijection on 64-bit integers.
#[inline]
pub fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D049BB133111EB);
    x ^ (x >> 31)
}

/// Walker's alias table: picks index i with probability weights[i] / sum.
pub struct Weighted {
    probability: Vec<f64>,
    alias: Vec<u32>,
}

impl Weighted {
    pub fn new(weights: &[f64]) -> Weighted {
        let count = weights.len();
        let sum: f64 = weights.iter().sum();
        let mut probability: Vec<f64> = weights.iter().map(|w| w * count as f64 / sum).collect();
        let mut alias = vec![0u32; count];
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            (0..count).partition(|&i| probability[i] < 1.0);
        while !small.is_empty() && !large.is_empty() {
            let poor = small.pop().unwrap();
            let rich = *large.last().unwrap();
            alias[poor] = rich as u32;
            probability[rich] -= 1.0 - probability[poor];
            if probability[rich] < 1.0 {
                large.pop();
                small.push(rich);
            }
        }
        for i in small.into_iter().chain(large) {
            probability[i] = 1.0;
            alias[i] = i as u32;
        }
        Weighted { probability, alias }
    }

    /// Zipf-Mandelbrot: the item of rank r has weight 1 / (r + shift)^exponent.
    pub fn zipf(count: usize, exponent: f64, shift: f64) -> Weighted {
        let weight = |rank: usize| (rank as f64 + 1.0 + shift).powf(-exponent);
        Weighted::new(&(0..count).map(weight).collect::<Vec<_>>())
    }

    #[inline]
    pub fn pick(&self, random: &mut Random) -> usize {
        let i = random.below(self.probability.len());
        if random.unit() < self.probability[i] {
            i
        } else {
            self.alias[i] as usize
        }
    }
}
